/** A real MLflow server for tests, started by the script that WAYMARK_TEST_MLFLOW names: `script PORT DATA_DIR`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { MlflowClient } from '../client/mlflow-client.js';
import { portOf } from './listening.js';

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

/** The script wants a number, so a free one is taken and given back. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
