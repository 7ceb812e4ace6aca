/** Which commit the code is at. Not being in git is fine: the registry then holds null. */

import { execFile } from 'node:child_process';
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
