/**
 * Builds the workspace with Turborepo when a program's compiled file is missing. Plain JavaScript without dependencies:
 * it runs before anything is compiled, and perhaps before anything is installed.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** As in the table of `contracts`, which is not compiled yet. */
const exitCodes = { done: 0, bug: 1, environment: 7 };
const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Answers 0 when the program is there to be imported, else the exit code, having told why on stderr.
 *
 * @param {URL} program The compiled file.
 * @returns {Promise<number>}
 */
export async function ensureBuilt(program) {
  if (existsSync(program)) return exitCodes.done;
  // Turbo sets this for its tasks: a build started from here would wait for itself.
  if (process.env.TURBO_HASH !== undefined)
    return fail("the task must depend on `build` in turbo.json: Waymark isn't built", exitCodes.environment);
  const turbo = join(workspaceRoot, 'node_modules/turbo/bin/turbo');
  if (!existsSync(turbo))
    return fail(
      `the dependencies must be installed; run \`npm ci\` in ${workspaceRoot}`,
      exitCodes.environment,
    );
  process.stderr.write('building Waymark (first run only)…\n');
  const exitCode = await runBuild(turbo);
  if (exitCode !== 0) return exitCode;
  if (existsSync(program)) return exitCodes.done;
  return fail(
    `the build must write ${fileURLToPath(program)}, and did not; run \`npm run build\``,
    exitCodes.bug,
  );
}

/**
 * Everything that the build says goes to stderr: stdout belongs to the command's result.
 *
 * @param {string} turbo
 * @returns {Promise<number>}
 */
function runBuild(turbo) {
  const build = spawn(process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only'], {
    cwd: workspaceRoot,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 2, 2],
  });
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    received = signal;
    build.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve) => {
    build.on('error', (error) => resolve(fail(`turbo must start: ${error.message}`, exitCodes.environment)));
    build.on('exit', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      const fatal = received ?? signal;
      if (fatal) process.kill(process.pid, fatal);
      else if (code === 0) resolve(exitCodes.done);
      else resolve(fail('the build must succeed; see above', exitCodes.bug));
    });
  });
}

/** @param {string} message @param {number} exitCode */
function fail(message, exitCode) {
  process.stderr.write(`error: ${message}\n`);
  return exitCode;
}
