/** What a document says of a path beyond its name. */

import type { ErrorBody, ErrorStatus } from '../error-responses.js';
import type { SchemaName } from '../schemas.js';

export const tags = {
  inference: 'Predictions',
  feedback: 'Labels that arrive later',
  models: 'What is served',
  health: 'Whether the server lives and takes traffic; told by the status',
  server: 'The server itself',
  others: 'What the clients of other servers and of clouds ask for',
} as const;

export interface Operation {
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description?: string;
  readonly body?: SchemaName;
  /** What the body may be instead of JSON. */
  readonly otherBodies?: readonly string[];
  /** By status. */
  readonly answers: Readonly<Record<number, SchemaName | 'text/plain' | 'nothing'>>;
  readonly errors: readonly ErrorStatus[];
  /** What errors look like where it is not as everywhere. */
  readonly errorBody?: ErrorBody;
}

/** By method and path as `listed-routes.ts` writes them. */
export type Operations = Readonly<Record<string, Operation>>;
