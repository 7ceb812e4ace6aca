/**
 * The files that belong to the repository, as git sees them: tracked ones, and new ones that .gitignore does not name,
 * so that a check sees a file before its first commit.
 */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Paths relative to the root, with `/`, sorted.
 *
 * @param {string} root
 * @param {readonly string[]} patterns git pathspecs, e.g. `*.md`
 * @returns {string[]}
 */
export function workspaceFiles(root, patterns) {
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const paths = execFileSync('git', listing, { cwd: root, encoding: 'utf8' }).split('\0');
  // A file that was deleted and not yet committed is still in git's index.
  return paths.filter((path) => path !== '' && existsSync(join(root, path))).sort();
}
