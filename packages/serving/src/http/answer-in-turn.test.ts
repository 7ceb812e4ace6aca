import { connect, type Socket } from 'node:net';
import fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../testing/running-server.js';
import { answerInTurn } from './answer-in-turn.js';

/** A connection that sent the request so often, and what came back on it. */
function pipelined(address: string, path: string, times: number): { readonly answers: () => number } {
  const { hostname, port } = new URL(address);
  const socket: Socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
  });
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`.repeat(times));
  return { answers: () => text.split('HTTP/1.1 200 OK').length - 1 };
}

describe('answerInTurn', () => {
  it('begins a request when the answers before it on its connection were sent', async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    answerInTurn(app);
    const begun: (() => void)[] = [];
    app.get('/', () => new Promise<string>((resolve) => begun.push(() => resolve('done'))));
    const address = await app.listen({ port: 0 });
    const { answers } = pipelined(address, '/', 3);
    for (const count of [1, 2, 3]) {
      await expect.poll(() => begun.length).toBe(count);
      expect(answers()).toBe(count - 1);
      begun.at(-1)?.();
    }
    await expect.poll(answers).toBe(3);
  });

  it('lets a server answer others between two hundred documents that one connection asks for', async () => {
    const { server } = await startServer();
    const { answers } = pipelined(server.address, '/openapi.json', 200);
    await expect.poll(answers, { interval: 1 }).toBeGreaterThan(0);
    expect((await fetch(`${server.address}/v2/health/live`)).status).toBe(200);
    expect(answers()).toBeLessThan(150);
    await expect.poll(answers).toBe(200);
  });
});
