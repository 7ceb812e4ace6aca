/** A real Redis for one test file, with nothing on disk: the binary that WAYMARK_TEST_REDIS names. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';

export interface RedisServer {
  readonly url: string;
  /** Ends it at once, and starts an empty one at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(binary: string): Promise<RedisServer> {
  const port = await freePort();
  let server = await startAt(binary, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await kill(server);
      server = await startAt(binary, port);
    },
    stop: () => kill(server),
  };
}

async function startAt(binary: string, port: number): Promise<ChildProcess> {
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
  const server = spawn(binary, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(server.stdout))
    if (line.includes('Ready to accept connections')) return server;
  throw new Error('Redis must say that it is ready, and ended without');
}

async function kill(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

/**
 * Not one of those that systems give out by themselves (Linux from 32768 on), which may be another test's while Redis starts
 * or is away.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await once(server.listen(port, '127.0.0.1'), 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await once(server.close(), 'close');
    return port;
  }
}
