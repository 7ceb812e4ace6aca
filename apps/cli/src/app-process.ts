/** An app as a process of its own, on this one's input and output: signals go to it, and its exit code comes back. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from './workspace.js';

export interface AppProcess {
  /** Its folder in `apps/`. */
  readonly app: string;
  readonly words: readonly string[];
  /** Variables beside this process's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Resolves with the exit code when the app has ended; 128 and the signal's number where one ended it. */
export function runApp({ app, words, environment }: AppProcess): Promise<number> {
  const main = join(workspaceRoot, 'apps', app, 'dist/main.js');
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [main, ...words], { env, stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes; apps take a repeated signal as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) =>
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
