import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegisteredModel } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { commitState, readState, updateState } from './state-log.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const empty: RegisteredModel = { model: 'churn', versions: [], aliases: {}, history: [] };

describe('readState', () => {
  it('returns undefined when there is no folder', async () => {
    expect(await readState(join(await temporaryFolder(), 'state'))).toBeUndefined();
  });

  it('returns the highest state and ignores other files', async () => {
    const folder = await stateFolder();
    await commitState(folder, { number: 1, model: empty });
    await commitState(folder, { number: 2, model: withReason(empty, 'second') });
    await writeFile(join(folder, '.waymark-tmp-1-000000000000'), 'torn');
    await writeFile(join(folder, '00000009.json.swp'), 'an editor');
    expect(await readState(folder)).toEqual({ number: 2, model: withReason(empty, 'second') });
  });

  it.each([
    ['', 'not a JSON object'],
    ['{"formatVersion": 1, "model": "ch', 'not a JSON object'],
    ['{"formatVersion": 1, "model": "churn", "aliases": {}, "history": []}', 'versions: '],
  ])('throws REGISTRY_CORRUPT for a state changed by hand: %j', async (text, message) => {
    const folder = await stateFolder();
    await mkdir(folder);
    await writeFile(join(folder, '00000003.json'), text);
    await expect(readState(folder)).rejects.toMatchObject({
      code: 'REGISTRY_CORRUPT',
      kind: 'environment',
      message: expect.stringMatching(`00000003.json must be a state[\\s\\S]*${message}[\\s\\S]*Move it away`),
    });
  });

  it('throws REGISTRY_FORMAT_NEWER for a state of a newer Waymark', async () => {
    const folder = await stateFolder();
    await mkdir(folder);
    await writeFile(join(folder, '00000001.json'), '{"formatVersion": 2}');
    await expect(readState(folder)).rejects.toMatchObject({ code: 'REGISTRY_FORMAT_NEWER', kind: 'usage' });
  });
});

describe('updateState', () => {
  it('loses no update when many write at once', async () => {
    const folder = await stateFolder();
    const reasons = Array.from({ length: 20 }, (_, i) => `update ${i}`);
    await Promise.all(
      reasons.map((reason) => updateState(folder, (current) => withReason(current ?? empty, reason))),
    );
    const state = await readState(folder);
    expect(state?.number).toBe(20);
    expect(state?.model.history.map(({ reason }) => reason).sort()).toEqual([...reasons].sort());
  });

  it('writes nothing when nothing changes', async () => {
    const folder = await stateFolder();
    await updateState(folder, () => empty);
    await updateState(folder, (current) => current ?? empty);
    expect(await readdir(folder)).toEqual(['00000001.json']);
  });

  it('writes nothing when the change is refused', async () => {
    const folder = await stateFolder();
    const refuse = () => {
      throw new RangeError('refused');
    };
    await expect(updateState(folder, refuse)).rejects.toThrow('refused');
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('commitState', () => {
  it('returns false and leaves the first state when the number is taken', async () => {
    const folder = await stateFolder();
    expect(await commitState(folder, { number: 1, model: empty })).toBe(true);
    expect(await commitState(folder, { number: 1, model: withReason(empty, 'late') })).toBe(false);
    expect(await readdir(folder)).toEqual(['00000001.json']);
    expect((await readState(folder))?.model).toEqual(empty);
  });

  it('keeps the newest 50 states', async () => {
    const folder = await stateFolder();
    for (let number = 1; number <= 53; number++) await commitState(folder, { number, model: empty });
    const names = (await readdir(folder)).sort();
    expect([names.length, names.at(0), names.at(-1)]).toEqual([50, '00000004.json', '00000053.json']);
  });

  it('returns false for a number that was taken, and removed as an old one, while the writer slept', async () => {
    const folder = await stateFolder();
    for (let number = 1; number <= 53; number++) await commitState(folder, { number, model: empty });
    expect(await commitState(folder, { number: 3, model: withReason(empty, 'stale') })).toBe(false);
    expect(await readdir(folder)).not.toContain('00000003.json');
  });
});

async function stateFolder(): Promise<string> {
  return join(await temporaryFolder(), 'state');
}

function withReason(model: RegisteredModel, reason: string): RegisteredModel {
  return { ...model, history: [...model.history, { at: '2026-11-21T12:00:00.000Z', reason, aliases: {} }] };
}
