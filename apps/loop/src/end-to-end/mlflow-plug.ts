/** A real MLflow server for tests, behind a port whose plug can be pulled: the server itself goes on. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PluggedServer {
  /** Where tests reach it while the plug is in. */
  readonly url: string;
  /** Connections are cut, and new ones are refused. */
  pull(): Promise<void>;
  plugIn(): Promise<void>;
  stop(): Promise<void>;
}

/** @param script what WAYMARK_TEST_MLFLOW names: `script PORT DATA_DIR` prints the URL when it answers. */
export async function startPluggedServer(script: string): Promise<PluggedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-mlflow-plug-'));
  const port = await freePort();
  const child = spawn('bash', [script, String(port), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const isUp = once(createInterface(child.stdout), 'line');
  await Promise.race([isUp, exited.then(() => Promise.reject(new Error(`${script} gave up`)))]);
  const plug = await openPlug(port);
  return {
    ...plug,
    async stop() {
      await plug.pull();
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openPlug(target: number): Promise<Omit<PluggedServer, 'stop'>> {
  const sockets = new Set<Socket>();
  const server = createServer((outer) => {
    const inner = connect(target, '127.0.0.1');
    for (const socket of [outer, inner]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        outer.destroy();
        inner.destroy();
      });
    }
    outer.pipe(inner).pipe(outer);
  });
  const port = await freePort();
  const plugIn = async () => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };
  await plugIn();
  return {
    url: `http://127.0.0.1:${port}`,
    plugIn,
    async pull() {
      if (!server.listening) return;
      const closed = once(server.close(), 'close');
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * Both sides need a number that stays: not one of those that systems give out by themselves (Linux from 32768 on), which
 * may be another test's while nobody listens there.
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
