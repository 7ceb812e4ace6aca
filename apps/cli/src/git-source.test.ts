import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readGitUser } from './git-source.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-git-'));
  // Only what the folder's own repository says.
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('readGitUser', () => {
  it('gives the name that git has, without the address', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    execFileSync('git', ['config', 'user.name', 'Ada Lovelace'], { cwd: folder });
    execFileSync('git', ['config', 'user.email', 'ada@example.com'], { cwd: folder });
    expect(await readGitUser(folder)).toBe('Ada Lovelace');
  });

  it("gives the system's name where git has none", async () => {
    expect(await readGitUser(folder)).toBe(userInfo().username);
  });
});
