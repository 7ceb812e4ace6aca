/**
 * What a request over HTTP asks for beside its rows: its own timeout and priority, and to be forgotten when its client goes
 * away. Its trace goes with it, where there is one.
 */

import type { FastifyRequest } from 'fastify';
import type { RequestTerms } from '../engine/request-queue.js';
import { requestInvalid } from './errors.js';

/** What a body says of it, where the protocol has words for it. */
export interface AskedTerms {
  /** Undefined for as long as it takes. */
  readonly timeoutMs: number | undefined;
  /** As `RequestTerms` has it. */
  readonly priority: number;
}

/** How long a request may wait for its turn, in milliseconds; over every protocol. */
const timeoutHeader = 'x-request-timeout-ms';

export const mostTimeoutMs = 600_000;

/** @throws `REQUEST_INVALID` when the header with its timeout is no such number. */
export function termsOf({ raw, trace }: FastifyRequest, asked?: AskedTerms): RequestTerms {
  const { socket, headers } = raw;
  const isAbandoned = () => socket.destroyed;
  const terms = trace === undefined ? { isAbandoned } : { isAbandoned, trace };
  const header = headers[timeoutHeader];
  const timed = header === undefined ? terms : withTimeout(terms, timeoutMsOf(header));
  return withAsked(timed, asked);
}

/** The terms with what the body asks for; the deadline that comes first counts. */
export function withAsked(terms: RequestTerms, asked: AskedTerms | undefined): RequestTerms {
  if (asked === undefined) return terms;
  const { timeoutMs, priority } = asked;
  const prior = { ...terms, priority };
  return timeoutMs === undefined ? prior : withTimeout(prior, timeoutMs);
}

function withTimeout(terms: RequestTerms, timeoutMs: number): RequestTerms {
  const deadlineAt = performance.now() + timeoutMs;
  return { ...terms, deadlineAt: Math.min(deadlineAt, terms.deadlineAt ?? deadlineAt) };
}

function timeoutMsOf(header: string | readonly string[]): number {
  const timeoutMs = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : 0;
  if (timeoutMs > 0 && timeoutMs <= mostTimeoutMs) return timeoutMs;
  throw requestInvalid([
    `the header X-Request-Timeout-Ms must be a whole number of milliseconds from 1 to ${mostTimeoutMs}, got another value`,
  ]);
}
