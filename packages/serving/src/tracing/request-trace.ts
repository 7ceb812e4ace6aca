/** The span of one request, where the request is traced: what its time in the queue and in a batch is hung under. */

import type { Context, Span } from '@opentelemetry/api';

export interface RequestTrace {
  readonly span: Span;
  /** Holds the span. */
  readonly context: Context;
  /** From the clock of `performance.now()` to milliseconds since 1970: one for all spans of the request. */
  readonly clockOffsetMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where the request is not traced. */
    trace?: RequestTrace;
  }
}
