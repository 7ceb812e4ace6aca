import { spawnSync } from 'node:child_process';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { Spool } from './spool.js';

const record = (letter: string, time: string): RunRecord => ({
  formatVersion: 1,
  id: letter.repeat(64),
  model: 'churn',
  time,
  gitSha: null,
  dirty: null,
  parameters: {},
  metrics: {},
  dataHash: 'd'.repeat(64),
});
const first = record('f', '2026-11-21T10:00:00.000Z');
const second = record('a', '2026-11-21T10:00:00.001Z');
const firstFile = `20261121T100000000Z-${'f'.repeat(64)}.json`;

describe('Spool', () => {
  it('has nothing before the first record, and makes no folder for that', async () => {
    const folder = join(await temporaryFolder(), 'spool');
    const spool = new Spool(folder);
    expect(await spool.claimNext()).toBeUndefined();
    expect(await spool.count()).toBe(0);
  });

  it('gives records by their time, each once, and keeps one of a record that comes twice', async () => {
    const spool = new Spool(await temporaryFolder());
    for (const run of [second, first, second]) await spool.add(run);
    expect(await spool.count()).toBe(2);
    for (const expected of [first, second]) {
      const claimed = await spool.claimNext();
      expect(claimed?.run).toEqual(expected);
      if (claimed) await spool.done(claimed);
    }
    expect(await spool.claimNext()).toBeUndefined();
  });

  it('gives a released record again', async () => {
    const folder = await temporaryFolder();
    const spool = new Spool(folder);
    await spool.add(first);
    const claimed = await spool.claimNext();
    if (claimed) await spool.release(claimed);
    expect(await readdir(folder)).toEqual([firstFile]);
    expect((await spool.claimNext())?.run).toEqual(first);
  });

  it('leaves the rest to a process that is sending the oldest', async () => {
    const folder = await temporaryFolder();
    const sender = new Spool(folder);
    await sender.add(first);
    await sender.add(second);
    await sender.claimNext();
    expect(await new Spool(folder).claimNext()).toBeUndefined();
  });

  it('takes over what a dead process had claimed', async () => {
    const folder = await temporaryFolder();
    const spool = new Spool(folder);
    await spool.add(first);
    const { pid } = spawnSync('true');
    await rename(join(folder, firstFile), join(folder, `${firstFile}.${pid}-0123456789ab`));
    expect((await spool.claimNext())?.run).toEqual(first);
    expect((await readdir(folder)).length).toBe(1);
  });

  it('puts a rejected record, or a file that holds none, where it is not sent again', async () => {
    const folder = await temporaryFolder();
    const spool = new Spool(folder);
    await writeFile(join(folder, firstFile), '{"formatVersion":');
    const claimed = await spool.claimNext();
    expect(claimed).toEqual({ name: firstFile, run: undefined });
    if (claimed) expect(await spool.reject(claimed)).toBe(join(folder, 'rejected', firstFile));
    expect(await spool.count()).toBe(0);
  });

  it('ignores files that are not its own', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'notes.txt'), 'x');
    await writeFile(join(folder, '.123-0123456789ab.tmp'), 'half a rec');
    expect(await new Spool(folder).claimNext()).toBeUndefined();
  });
});
