import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { FileTracker } from './file-tracker.js';
import { temporaryFolder } from './testing/temporary-folder.js';

describe('FileTracker', () => {
  it('lists what was published, oldest first', async () => {
    const tracker = new FileTracker(await temporaryFolder());
    const [first, second, third] = [
      run('c', '2026-11-20T10:00:00.000Z'),
      run('a', '2026-11-21T10:00:00.000Z'),
      run('b', '2026-11-21T10:00:00.000Z'),
    ];
    for (const record of [third, second, first]) await tracker.publish(record);
    expect(await tracker.list('churn')).toEqual([first, second, third]);
  });

  it('changes nothing when a run is published again', async () => {
    const home = await temporaryFolder();
    const tracker = new FileTracker(home);
    await tracker.publish(run('a', '2026-11-21T10:00:00.000Z'));
    const file = join(home, 'runs', 'churn', `${'a'.repeat(64)}.json`);
    const before = await readFile(file, 'utf8');
    const later = run('a', '2026-11-21T11:00:00.000Z');
    await Promise.all([1, 2, 3].map(() => new FileTracker(home).publish(later)));
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await tracker.list('churn')).toHaveLength(1);
  });

  it('lists nothing for a model without runs', async () => {
    expect(await new FileTracker(join(await temporaryFolder(), 'absent')).list('churn')).toEqual([]);
  });

  it('throws RUN_INVALID for a metric that is not a number, and stores nothing', async () => {
    const tracker = new FileTracker(await temporaryFolder());
    const broken = { ...run('a', '2026-11-21T10:00:00.000Z'), metrics: { rocAuc: Number.NaN } };
    await expect(tracker.publish(broken)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      kind: 'usage',
      message: expect.stringContaining('metrics.rocAuc'),
    });
    expect(await tracker.list('churn')).toEqual([]);
  });

  it('throws RUN_INVALID for a stored run that was changed by hand', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'runs', 'churn'), { recursive: true });
    await writeFile(join(home, 'runs', 'churn', 'broken.json'), '{');
    await expect(new FileTracker(home).list('churn')).rejects.toMatchObject({
      code: 'RUN_INVALID',
      message: expect.stringContaining('broken.json'),
    });
  });

  it('throws MODEL_NAME_INVALID for a name that would leave the folder', async () => {
    const tracker = new FileTracker(await temporaryFolder());
    const outside = { ...run('a', '2026-11-21T10:00:00.000Z'), model: '../churn' };
    await expect(tracker.publish(outside)).rejects.toMatchObject({ code: 'MODEL_NAME_INVALID' });
    await expect(tracker.list('..')).rejects.toMatchObject({ code: 'MODEL_NAME_INVALID', kind: 'usage' });
  });

  it('throws STORAGE_FAILED when the home cannot be written', async () => {
    const home = join(await temporaryFolder(), 'file');
    await writeFile(home, '');
    await expect(new FileTracker(home).publish(run('a', '2026-11-21T10:00:00.000Z'))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      kind: 'environment',
    });
  });
});

function run(id: string, time: string): RunRecord {
  return {
    formatVersion: 1,
    id: id.repeat(64),
    model: 'churn',
    time,
    gitSha: null,
    dirty: null,
    parameters: { epochs: 3 },
    metrics: { rocAuc: 0.8 },
    dataHash: 'd'.repeat(64),
  };
}
