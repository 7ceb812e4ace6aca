/**
 * The base of every error that Waymark throws on purpose. Each package has its own catalogue of subclasses or
 * factories in `errors.ts`; apps map `kind` to an exit code or an HTTP status in one place.
 */

import type { ExitName } from './exit-codes.js';

/** What went wrong, in the terms of the exit-code table. */
export type ErrorKind = Exclude<ExitName, 'done'>;

export interface WaymarkErrorOptions {
  /** Stable, documented in `docs/errors.md`, e.g. `DATA_FILE_MISSING`. */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly cause?: unknown;
}

/** An expected failure: its message says what must hold, what was received and what to do next. */
export class WaymarkError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;

  constructor(message: string, { code, kind, cause }: WaymarkErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WaymarkError';
    this.code = code;
    this.kind = kind;
  }
}
