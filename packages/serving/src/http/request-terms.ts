/** What a request over HTTP asks for beside its rows: its own timeout, and to be forgotten when its client goes away. */

import type { FastifyRequest } from 'fastify';
import type { RequestTerms } from '../engine/request-queue.js';

export function termsOf({ raw }: FastifyRequest, timeoutMs?: number): RequestTerms {
  const { socket } = raw;
  const isAbandoned = () => socket.destroyed;
  return timeoutMs === undefined
    ? { isAbandoned }
    : { isAbandoned, deadlineAt: performance.now() + timeoutMs };
}
