import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withArtifactsLock } from './artifacts-lock.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('withArtifactsLock', () => {
  it('gives back what the work returns and leaves nothing behind', async () => {
    expect(await withArtifactsLock(folder, async () => 7)).toBe(7);
    expect(await readdir(folder)).toEqual([]);
  });

  it('frees the lock when the work throws', async () => {
    const failing = withArtifactsLock(folder, async () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a second writer while a live process holds the lock, and names it', async () => {
    const second = withArtifactsLock(folder, () => withArtifactsLock(folder, async () => 'both'));
    await expect(second).rejects.toMatchObject({ code: 'ARTIFACTS_LOCKED', kind: 'environment' });
    await expect(second).rejects.toThrow(String(process.pid));
  });

  it('takes over the lock of a process that died', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => dead.on('exit', done));
    await writeFile(join(folder, '.lock'), String(dead.pid));
    expect(await withArtifactsLock(folder, async () => 'mine')).toBe('mine');
    expect(await readdir(folder)).toEqual([]);
  });
});
