/**
 * An error that a request can meet, with its HTTP status. The errors stand in the `errors.ts` of the folder that meets
 * them. A message says what must hold, what came and what to do next; it names rows and columns and never repeats their
 * values.
 */

import { type ErrorKind, WaymarkError } from '@waymark/contracts';

export interface ServingErrorOptions {
  readonly code: string;
  readonly kind: ErrorKind;
  /** The HTTP status that a request is answered with. */
  readonly status: number;
  readonly cause?: unknown;
  /** Seconds after which a client may try again. */
  readonly retryAfterSeconds?: number;
}

/** An error that a request can meet. */
export class ServingError extends WaymarkError {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { status, retryAfterSeconds, ...options }: ServingErrorOptions) {
    super(message, options);
    this.name = 'ServingError';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
