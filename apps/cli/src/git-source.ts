/** Which commit the code is at, and who works on it. Not being in git is fine: the registry then holds null. */

import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GitSource {
  readonly gitSha: string | null;
  /** Whether tracked files differ from the commit. */
  readonly dirty: boolean | null;
}

/** Reads the commit and the dirty flag of the repository that holds `folder`. */
export async function readGitSource(folder: string): Promise<GitSource> {
  try {
    const { stdout: sha } = await run('git', ['rev-parse', 'HEAD'], { cwd: folder });
    const { stdout: changes } = await run('git', ['status', '--porcelain', '--untracked-files=no'], {
      cwd: folder,
    });
    return { gitSha: sha.trim(), dirty: changes.trim() !== '' };
  } catch {
    return { gitSha: null, dirty: null };
  }
}

/** The name that git has for its user, else the system's: never an address. Null where neither knows one. */
export async function readGitUser(folder: string): Promise<string | null> {
  try {
    const { stdout: name } = await run('git', ['config', 'user.name'], { cwd: folder });
    return name.trim().slice(0, 100) || systemUser();
  } catch {
    return systemUser();
  }
}

function systemUser(): string | null {
  try {
    return userInfo().username;
  } catch {
    // A container's user id need not have a name.
    return null;
  }
}
