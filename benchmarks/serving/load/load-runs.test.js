import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runClosedLoop } from './closed-loop.js';
import { requestBytes } from './load-generator.js';
import { runOpenLoop } from './open-loop.js';

const body = '{"outputs":[{"name":"p","data":[0.25,0.75]}]}';
const headed = (text, status = '200 OK') =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
const servers = [];

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
});

/** A server of raw sockets, so that answers can come in any pieces. `answer(socket, number)` is called for each request. */
async function planFor(answer, parts = {}) {
  let requests = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => answer(socket, requests++));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [host, { port }] = ['127.0.0.1', server.address()];
  const check = { format: 'open-inference', output: 'p', expected: { '*': [[0.25, 0.75]] } };
  const bytes = [requestBytes({ host, port, path: '/', body: '{}' })];
  return { host, port, requests: bytes, connections: 2, seconds: 0.2, check, checkEvery: 1, ...parts };
}

describe('runClosedLoop', () => {
  it('counts right answers, whether they come whole, torn or behind long heads', async () => {
    const plan = await planFor((socket, number) => {
      const text = headed(body);
      if (number % 2 === 0) socket.write(text);
      else {
        socket.write(text.slice(0, 20));
        setImmediate(() => socket.write(text.slice(20, 60)));
        setImmediate(() => setImmediate(() => socket.write(text.slice(60))));
      }
    });
    const result = await runClosedLoop(plan);
    expect(result).toMatchObject({ wrong: 0, lost: 0, reasons: {} });
    expect(result.statuses).toEqual({ 200: result.requests });
    expect(result.versions).toEqual({ '': result.requests });
    expect(result.requests).toBeGreaterThan(10);
  });

  it('tells wrong answers from refusals, and both from lost ones', async () => {
    const kinds = [
      headed(body.replace('0.25', '0.26')),
      headed('busy', '503 Service Unavailable'),
      undefined,
    ];
    const plan = await planFor((socket, number) => {
      const text = kinds[number % kinds.length];
      if (text === undefined) socket.destroy();
      else socket.write(text);
    });
    const result = await runClosedLoop(plan);
    expect(result.statuses).toEqual({ 200: expect.any(Number), 503: expect.any(Number) });
    expect(result.wrong).toBeGreaterThan(0);
    expect(result.lost).toBeGreaterThan(0);
    expect(result.versions).toEqual({});
    expect(Object.keys(result.reasons).sort()).toEqual([
      'answered with 503: busy',
      expect.stringMatching(/^no answer: the connection was closed|ECONNRESET/),
      'row 0: must be 0.25, 0.75, got 0.26, 0.75',
    ]);
  });

  it('does not take an answer without a length', async () => {
    const plan = await planFor((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    const { statuses, reasons } = await runClosedLoop(plan);
    expect(statuses).toEqual({});
    expect(reasons).toHaveProperty('no answer: an answer must have a content-length');
  });
});

describe('runOpenLoop', () => {
  it('sends what is due, and no more', async () => {
    const plan = await planFor((socket) => socket.write(headed(body)), { rate: 500 });
    const result = await runOpenLoop(plan);
    expect(result).toMatchObject({
      requests: 100,
      statuses: { 200: 100 },
      wrong: 0,
      lost: 0,
      perSecond: 500,
    });
  });

  it('tells what was never sent from what was lost', async () => {
    const plan = await planFor(() => {}, { rate: 500, connections: 2, drainMs: 50 });
    const result = await runOpenLoop(plan);
    expect(result).toMatchObject({ requests: 2, lost: 2, unsent: 98, statuses: {} });
  });

  it('counts the time that requests waited for their turn', async () => {
    // One connection, and the first answer comes when all requests are due: each must count from its own due time.
    let first;
    const plan = await planFor(
      (socket, number) => {
        if (number > 0) socket.write(headed(body));
        else first = setTimeout(() => socket.write(headed(body)), 400);
      },
      { rate: 50, connections: 1 },
    );
    const result = await runOpenLoop(plan);
    clearTimeout(first);
    expect(result.statuses).toEqual({ 200: 10 });
    // The last was due at 180 ms and could not be answered before 400 ms.
    expect(result.latencies[200].p50).toBeGreaterThan(220);
    expect(result.latencies[200].max).toBeGreaterThanOrEqual(399);
  });
});
