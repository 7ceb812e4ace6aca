/** A real MLflow server for tests, started by the script that WAYMARK_TEST_MLFLOW names: `script PORT DATA_DIR`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Resolves when the server answers. The script prints its URL then. */
export async function startRealServer(script: string): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-mlflow-server-'));
  const port = await freePort();
  const child = spawn('bash', [script, String(port), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
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
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return address.port;
}
