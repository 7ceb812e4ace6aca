import { spawnSync } from 'node:child_process';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeStale, temporaryPath } from './temporary-path.js';
import { temporaryFolder } from './testing/temporary-folder.js';

describe('removeStale', () => {
  it('removes files and folders of dead processes, and nothing else', async () => {
    const folder = await temporaryFolder();
    const { pid } = spawnSync(process.execPath, ['--version']); // dead when this returns
    await mkdir(join(folder, `.waymark-tmp-${pid}-0123456789ab`, 'inside'), { recursive: true });
    await writeFile(join(folder, `.waymark-tmp-${pid}-ba9876543210`), '');
    await writeFile(join(folder, `.waymark-tmp-${pid}`), 'not our pattern');
    const alive = temporaryPath(folder);
    await writeFile(alive, 'of this process');
    await removeStale(folder);
    expect(new Set(await readdir(folder))).toEqual(new Set([`.waymark-tmp-${pid}`, basename(alive)]));
  });

  it('removes what is older than a day, though its process id is in use again', async () => {
    const folder = await temporaryFolder();
    const path = temporaryPath(folder);
    await writeFile(path, '');
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    await utimes(path, twoDaysAgo, twoDaysAgo);
    await removeStale(folder);
    expect(await readdir(folder)).toEqual([]);
  });
});
