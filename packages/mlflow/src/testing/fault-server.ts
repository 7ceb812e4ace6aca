/** A small HTTP server that answers as a test says, for the faults that a real server cannot be made to show. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { portOf } from './listening.js';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FaultServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** Answers one request. */
export type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** Each request takes the next answer; the last one stays. The end of the test closes the server. */
export async function startFaultServer(answers: readonly Answer[]): Promise<FaultServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const number = Math.min(seen.length, answers.length - 1);
    // A client that goes away in the middle of its body is no fault of the test.
    const body = await text(request).catch(() => '');
    const entry = { method, url, headers, body };
    seen.push(entry);
    answers[number]?.(response, entry);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, seen };
}

/** JSON with a status. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A page for people, as a proxy answers it. */
export function page(status: number, html: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(html);
  };
}

/** The connection is cut without an answer. */
export const cut: Answer = (response) => void response.socket?.destroy();

/** The headers come, the body never does. */
export const stall: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
};
