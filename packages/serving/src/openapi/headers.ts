/** The headers with a meaning of this server's own, told once and referred to by whatever scores rows. */

import { mostTimeoutMs } from '../http/request-terms.js';
import type { HeaderObject, ParameterObject, Reference } from './openapi-document.js';

/** For the document's components: what a request may say. */
export const requestHeaders = {
  RequestTimeout: {
    ...{ name: 'X-Request-Timeout-Ms', in: 'header' },
    description: 'Milliseconds that the request waits at most for its turn; then it is answered with 504',
    schema: { type: 'integer', minimum: 1, maximum: mostTimeoutMs },
  },
  RequestId: {
    ...{ name: 'X-Request-Id', in: 'header' },
    description: 'What the request is called in the log; 1 to 128 letters, digits and any of _.:+/=@-',
    schema: { type: 'string' },
  },
  RolloutKey: {
    ...{ name: 'X-Waymark-Key', in: 'header' },
    description:
      'Whose request it is: while two versions share the traffic, the same key has the same version',
    schema: { type: 'string' },
  },
} as const satisfies Readonly<Record<string, ParameterObject>>;

/** For the document's components: what an answer may say. */
export const answerHeaders = {
  'X-Request-Id': {
    description: 'The name that the request came with, or that the log has for it; else it is left out',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which to try again; not every such answer has it',
    schema: { type: 'integer' },
  },
} as const satisfies Readonly<Record<string, HeaderObject>>;

export const scoringParameters: readonly Reference[] = Object.keys(requestHeaders).map((name) => ({
  $ref: `#/components/parameters/${name}`,
}));

/** By name, as a response has them. */
export function headersOf(
  ...names: readonly (keyof typeof answerHeaders)[]
): Readonly<Record<string, Reference>> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
