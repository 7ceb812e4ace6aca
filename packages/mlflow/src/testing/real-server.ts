/** A real MLflow server for tests, started by the script that WAYMARK_TEST_MLFLOW names: `script PORT DATA_DIR`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { MlflowClient } from '../client/mlflow-client.js';

/** What tests get: filled when the server runs. */
export interface ServerUnderTest {
  readonly url: string;
  readonly client: MlflowClient;
}

export interface RealServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Puts what the server needs into its folder; gives its variables. */
export type PrepareServer = (folder: string) => Promise<Readonly<Record<string, string>>>;

/** Resolves when the server answers. The script prints its URL then. */
export async function startRealServer(
  script: string,
  prepare: PrepareServer = async () => ({}),
): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-mlflow-server-'));
  const port = await freePort();
  const child = spawn('bash', [resolve(script), String(port), folder], {
    cwd: folder,
    env: { ...process.env, ...(await prepare(folder)) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
  const url = await Promise.race([line, exited.then(() => Promise.reject(new Error(`${script} gave up`)))]);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Below those that systems give out by themselves: Linux does from 32768 on, others from 49152 on. */
const firstPort = 20_000;
const ports = 12_000;

/**
 * The script wants a number. A port that was given out by the system and given back soon belongs to another test, while
 * this one's server starts, or is down: the script takes whoever answers there for its own.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * ports);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
