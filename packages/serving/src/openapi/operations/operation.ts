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

/** What a server of projects means by being ready, and what one of bare models does. */
export const readiness = {
  tag: 'health',
  summary: 'Whether the server takes traffic',
  description:
    'A server of projects is ready when each of its models takes traffic, a server of a folder of ONNX files when any does. What a client unloaded does not count against it.',
} as const satisfies Partial<Operation>;

/** By method and path as `listed-routes.ts` writes them. */
export type Operations = Readonly<Record<string, Operation>>;
