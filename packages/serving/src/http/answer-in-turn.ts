/**
 * A client may send thousands of requests over one connection before it reads an answer (RFC 9112, 9.3.2), and Node begins
 * all of them at once: 64 KiB that ask for documents would occupy the server for seconds, and their answers its memory.
 * What only reads is therefore begun when its answer can be sent. Scoring has its queue, and answers no larger than bodies.
 */

import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { addFirst } from './first-hook.js';

/** To be called before all routes. */
export function answerInTurn(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.method === 'GET') addFirst(route, waitForTurn);
  });
}

/** An answer has the connection when all before it were sent; then others get a turn of the event loop first. */
const waitForTurn: onRequestHookHandler = (_request, { raw }, done) => {
  if (raw.socket) done();
  else raw.once('socket', () => setImmediate(done));
};
