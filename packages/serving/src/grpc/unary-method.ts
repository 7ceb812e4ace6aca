/**
 * What happens around each call: its terms, its answer or its error, its metrics and, at `debug`, its log line. Calls
 * are counted beside HTTP's requests, as `grpc:METHOD` with the HTTP status that would tell the same.
 */

import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';
import type { FastifyBaseLogger } from 'fastify';
import type { RequestTerms } from '../engine/request-queue.js';
import { internalError } from '../http/errors.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import { ServingError } from '../serving-error.js';
import { errorStatus } from './error-status.js';

export interface CallObservers {
  readonly metrics: Pick<ServerMetrics, 'requestAnswered'>;
  readonly log: Pick<FastifyBaseLogger, 'level' | 'debug' | 'error'>;
}

/** A message in, a message out; it may throw. */
export type Answer<Message> = (message: Message, terms: () => RequestTerms) => unknown;

/** A method as the gRPC server takes it. */
export function unaryMethod(
  name: string,
  answer: Answer<never>,
  observers: CallObservers,
): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    const startedAt = performance.now();
    const ended = (httpStatus: number) =>
      callEnded(name, { status: httpStatus, ms: performance.now() - startedAt }, observers);
    // Within a promise, so that what is thrown at once is answered like what is thrown later. The message is the
    // answer's own: the service's definition says how each method's is decoded.
    const answered = new Promise((resolve) => resolve(answer(call.request as never, () => termsOf(call))));
    answered.then(
      (message) => {
        callback(null, message);
        ended(200);
      },
      (error: unknown) => {
        const told = error instanceof ServingError ? error : internalError(error);
        callback(errorStatus(told));
        if (told.status === 500) observers.log.error({ code: told.code, cause: told.cause }, told.message);
        ended(told.status);
      },
    );
  };
}

/** The call's deadline by the clock that does not jump. */
function termsOf(call: ServerUnaryCall<unknown, unknown>): RequestTerms {
  const isAbandoned = () => call.cancelled;
  const deadline = Number(call.getDeadline());
  if (!Number.isFinite(deadline)) return { isAbandoned };
  return { isAbandoned, deadlineAt: performance.now() + deadline - Date.now() };
}

/** Counts a call, and logs it at `debug`. */
export function callEnded(
  name: string,
  ended: { readonly status: number; readonly ms: number },
  { metrics, log }: CallObservers,
): void {
  const route = `grpc:${name}`;
  metrics.requestAnswered(route, 'POST', ended);
  if (log.level === 'debug' || log.level === 'trace') log.debug({ route, ...ended }, 'request');
}
