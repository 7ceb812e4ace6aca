/** A real MLflow server that is killed with all its processes, and started again on the same port and database. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface CrashingServer {
  /** kill -9; resolves when it answers again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder of its database; no other process has it among its arguments. */
export async function startCrashingServer(
  script: string,
  port: number,
  folder: string,
): Promise<CrashingServer> {
  let { exited } = await startOnce(script, port, folder);
  return {
    async crash() {
      await killAll(folder);
      await exited;
      ({ exited } = await startOnce(script, port, folder));
    },
    async stop() {
      await killAll(folder);
      await exited;
    },
  };
}

/** Resolves when the server answers; `exited` when its script is gone. */
async function startOnce(script: string, port: number, folder: string) {
  const child = spawn('bash', [script, String(port), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const gaveUp = exited.then(() => Promise.reject(new Error(`${script} gave up`)));
  await Promise.race([once(createInterface(child.stdout), 'line'), gaveUp]);
  return { exited };
}

/** The script, and the server with its workers: a process group whose leader names the folder, as the script does. */
async function killAll(folder: string): Promise<void> {
  const { stdout } = await run('ps', ['-eo', 'pid=,pgid=,args='], { maxBuffer: 10_000_000 });
  for (const line of stdout.split('\n').filter((text) => text.includes(folder))) {
    const [pid = 0, group = 0] = line.trim().split(/\s+/).map(Number);
    kill(pid === group ? -group : pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
