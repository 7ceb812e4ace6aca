import { spawnSync } from 'node:child_process';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { StreamSpool } from './stream-spool.js';

const journal = 'churn/20261121T100000000Z-0123456789abcdef';

describe('StreamSpool', () => {
  it('begins at the first byte, and keeps how far the server has the journal', async () => {
    const folder = await temporaryFolder();
    const spool = new StreamSpool(folder);
    await spool.add(journal);
    const stream = await spool.claim(journal);
    expect(stream?.state).toMatchObject({ journal, offset: 0, runs: [] });
    if (stream?.state) await spool.keep(stream, { ...stream.state, offset: 120 });
    if (stream) await spool.release(stream);
    expect((await new StreamSpool(folder).claim(journal))?.state?.offset).toBe(120);
  });

  it('leaves a journal to the process that sends it, and does not begin it again', async () => {
    const folder = await temporaryFolder();
    const spool = new StreamSpool(folder);
    await spool.add(journal);
    await spool.claim(journal);
    const other = new StreamSpool(folder);
    await other.add(journal);
    expect(await other.claim(journal)).toBeUndefined();
    expect(await other.count()).toBe(1);
  });

  it('takes over what a dead process had claimed', async () => {
    const folder = await temporaryFolder();
    const spool = new StreamSpool(folder);
    await spool.add(journal);
    const [file = ''] = await readdir(folder);
    const { pid } = spawnSync('true');
    await rename(join(folder, file), join(folder, `${file}.${pid}-0123456789ab`));
    expect((await spool.claim(journal))?.state?.journal).toBe(journal);
  });

  it('says so when a file holds no state', async () => {
    const folder = await temporaryFolder();
    const spool = new StreamSpool(folder);
    await writeFile(join(folder, 'notes.json'), '{"offset":');
    for await (const stream of spool.claimAll()) expect(stream.state).toBeUndefined();
  });
});
