/**
 * What all checks share: a check returns what it read and the problems that it found; this prints both and sets the
 * exit code. A check that is imported, by its test, does nothing by itself.
 */

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} CheckResult
 * @property {string} summary What was read, in one line: a check that read nothing must not look like a pass.
 * @property {readonly string[]} problems Each one fails the check.
 * @property {readonly string[]} [notes] Shown, and never a failure.
 */

/** The folder that holds the workspace's package.json. */
export const workspaceRoot = fileURLToPath(new URL('..', import.meta.url));

/** Whether the module is the program that Node was asked to run. @param {string} moduleUrl */
export function isProgram(moduleUrl) {
  const program = process.argv[1];
  return program !== undefined && realpathSync(program) === fileURLToPath(moduleUrl);
}

/**
 * Runs a check when its module is the program; exits with 1 when it finds a problem.
 *
 * @param {string} moduleUrl
 * @param {(root: string) => CheckResult | Promise<CheckResult>} check
 */
export async function runCheck(moduleUrl, check) {
  if (!isProgram(moduleUrl)) return;
  const name = moduleUrl.replace(/^.*\/(.*)\.mjs$/, '$1');
  const { summary, problems, notes = [] } = await check(workspaceRoot);
  for (const note of notes) console.log(note);
  for (const problem of problems) console.error(`${name}: ${problem}`);
  console.log(
    `${name}: ${summary}; ${problems.length === 0 ? 'no problem' : `problems: ${problems.length}`}`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
