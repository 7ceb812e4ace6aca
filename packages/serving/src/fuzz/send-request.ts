/** Sends a request over HTTP as good clients do, and as bad ones: in pieces, half-closed, pipelined, broken off. */

import { type Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WireRequest } from './fuzz-request.js';
import { type Answer, readAnswers } from './raw-answers.js';

export interface Target {
  readonly port: number;
  readonly agent: Agent;
}

/**
 * How a request is sent. `cut` is left before its body is whole, and gets no answer. To close one direction is how every
 * client begins to leave, so that the server may forget a half-closed request, too. `raw` sends the body alone.
 */
export type Manner = 'whole' | 'chunked' | 'in pieces' | 'half-closed' | 'pipelined' | 'cut' | 'raw';

/** The answers, one for each time that it was sent; none where the connection ended without. */
export function send(request: WireRequest, manner: Manner, target: Target): Promise<readonly Answer[]> {
  if (manner === 'whole' || manner === 'chunked' || manner === 'in pieces')
    return sendOverHttp(request, manner, target);
  return sendRaw(request, manner, target);
}

function sendOverHttp(
  { method, path, headers, body }: WireRequest,
  manner: 'whole' | 'chunked' | 'in pieces',
  { port, agent }: Target,
): Promise<readonly Answer[]> {
  const length =
    manner === 'chunked' ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      agent,
      method,
      path,
      headers: { ...headers, ...length },
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve([
          { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) },
        ]),
      );
    });
    sent.on('error', (error) => (isLeft(error) ? resolve([]) : reject(error)));
    if (manner === 'whole') sent.end(body);
    else void writePieces(body, { write: (piece) => sent.write(piece), end: () => sent.end() });
  });
}

interface Pieces {
  write(piece: Buffer): void;
  end(): void;
}

async function writePieces(body: Buffer, { write, end }: Pieces): Promise<void> {
  const size = Math.ceil(body.length / 5) || 1;
  for (let at = 0; at < body.length; at += size) {
    write(body.subarray(at, at + size));
    await nextTurn();
  }
  end();
}

/** How often a pipelined request is sent before the first answer is read. */
const pipelined = 3;

function sendRaw(
  request: WireRequest,
  manner: 'half-closed' | 'pipelined' | 'cut' | 'raw',
  { port }: Target,
): Promise<readonly Answer[]> {
  const bytes = manner === 'raw' ? request.body : bytesOf(request);
  const count = manner === 'pipelined' ? pipelined : 1;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const finish = () => resolve(readAnswers(Buffer.concat(chunks), request.method));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // Kept connections stay open: what was sent is answered, so that it may end.
      if (readAnswers(Buffer.concat(chunks), request.method).length >= count) socket.end();
    });
    socket.on('end', () => socket.end());
    socket.on('close', finish);
    socket.on('error', (error) => (isLeft(error) ? finish() : reject(error)));
    if (manner === 'cut') socket.write(bytes.subarray(0, bytes.length - 1), () => socket.destroy());
    else if (manner === 'pipelined') socket.write(Buffer.concat(Array.from({ length: count }, () => bytes)));
    else socket.end(bytes);
  });
}

/** The server may refuse and close while the rest is still sent. */
function isLeft({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function bytesOf({ method, path, headers, body }: WireRequest): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}
