/** What went wrong between this client and a server: a WaymarkError that also says where and what the server said. */

import { WaymarkError, type WaymarkErrorOptions } from '@waymark/contracts';

export interface MlflowFailure {
  /** Method and URL, without credentials and without the query. */
  readonly request: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  /** The server's own code, e.g. `RESOURCE_DOES_NOT_EXIST`. */
  readonly serverCode?: string;
  /** The server's words, cut short and with secrets struck out. */
  readonly words: string;
}

/** `code` says what to do about it, `serverCode` what MLflow calls it. */
export class MlflowError extends WaymarkError {
  readonly failure: MlflowFailure;

  constructor(message: string, failure: MlflowFailure, options: WaymarkErrorOptions) {
    super(message, options);
    this.name = 'MlflowError';
    this.failure = failure;
  }
}
