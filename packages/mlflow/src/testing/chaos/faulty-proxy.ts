/**
 * A way to a server on which requests and answers get lost: each request may be cut before it arrives or in its middle,
 * be answered by somebody else, or arrive and lose its answer, which is the worst: it was done, and nobody knows.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from '../listening.js';

type Fault = (exchange: Exchange) => void | Promise<void>;

interface Exchange {
  readonly response: ServerResponse;
  /** Does the request on the server, and gives its answer. */
  readonly forward: (length?: number) => Promise<Answer | undefined>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** By what the client sees. */
const faults = {
  refused: ({ response }) => void response.socket?.destroy(),
  resetInTheMiddle: async ({ response, forward }) => {
    await forward(0.5);
    response.socket?.destroy();
  },
  answerLost: async ({ response, forward }) => {
    await forward();
    response.socket?.destroy();
  },
  serverError: ({ response }) => answer(response, 500, 'application/json', '{"message": "chaos"}'),
  serverErrorAfterwards: async ({ response, forward }) => {
    await forward();
    answer(response, 503, 'application/json', '{"message": "chaos"}');
  },
  tooMany: ({ response }) => {
    response.setHeader('retry-after', '1');
    answer(response, 429, 'application/json', '{"message": "chaos"}');
  },
  loginPage: ({ response }) => answer(response, 200, 'text/html', '<h1>Sign in</h1>'),
  truncatedJson: async ({ response, forward }) => {
    const whole = await forward();
    answer(response, 200, 'application/json', `{"run": ${whole?.body.subarray(0, 20).toString() ?? ''}`);
  },
  slowBytes: async ({ response, forward }) => {
    const whole = await forward();
    if (!whole) return void response.socket?.destroy();
    response.writeHead(whole.status, { 'content-type': whole.type });
    for (let at = 0; at < whole.body.length; at += 64) {
      response.write(whole.body.subarray(at, at + 64));
      await sleep(10);
    }
    response.end();
  },
} as const satisfies Readonly<Record<string, Fault>>;

export interface FaultyProxy {
  readonly url: string;
  /** How often each fault happened. */
  readonly counts: Readonly<Record<string, number>>;
  stop(): void;
}

/** @param share of the requests that meet a fault. */
export async function startFaultyProxy(
  port: number,
  { share, random }: { readonly share: number; readonly random: () => number },
): Promise<FaultyProxy> {
  const counts: Record<string, number> = {};
  const names = Object.keys(faults);
  const server = createServer(async (request, response) => {
    // What goes away is part of the game.
    response.on('error', () => undefined);
    const body = await buffer(request).catch(() => undefined);
    if (!body) return;
    const forward = (part = 1) => forwarded(port, request, body.subarray(0, body.length * part), body.length);
    const name = random() < share ? (names[Math.floor(random() * names.length)] ?? '') : '';
    // Only own names are drawn from the table.
    const fault: Fault = (faults as Readonly<Record<string, Fault>>)[name] ?? passOn;
    if (name !== '') counts[name] = (counts[name] ?? 0) + 1;
    await fault({ response, forward });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    counts,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function passOn({ response, forward }: Exchange): Promise<void> {
  const whole = await forward();
  if (whole) answer(response, whole.status, whole.type, whole.body);
  else response.socket?.destroy();
}

function answer(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

/** Undefined when the server is away, or did not get the whole request. */
function forwarded(port: number, request: IncomingMessage, part: Buffer, length: number) {
  return new Promise<Answer | undefined>((resolve) => {
    const headers = { ...request.headers, host: `127.0.0.1:${port}`, 'content-length': length };
    const { method, url: path } = request;
    const onward = send(
      { port, host: '127.0.0.1', method, path, headers, agent: false },
      async (incoming) => {
        const body = await buffer(incoming).catch(() => undefined);
        const { statusCode = 502, headers: answered } = incoming;
        resolve(body && { status: statusCode, type: answered['content-type'] ?? '', body });
      },
    );
    onward.on('error', () => resolve(undefined));
    onward.write(part, () => {
      if (part.length === length) onward.end();
      else onward.destroy();
    });
    if (length === 0) onward.end();
  });
}
