/** The errors that a path can answer, by status: `{"error": "…"}` nearly everywhere. */

import { headersOf } from './headers.js';
import type { Reference, ResponseObject } from './openapi-document.js';

const texts = {
  400: 'The request breaks a rule of the protocol or of the model; all problems are told together',
  401: 'This server asks for a key or a token, and none came that counts',
  403: 'The key or token may not do that, or a page in a browser would change what is served',
  404: 'There is no such model here, or the version is not the one that serves',
  409: 'A model of that name is loaded already, or the version cannot stand beside the champion',
  413: 'The body has too many bytes, or the request too many rows',
  415: 'The body is not declared as something that this path takes',
  429: 'The client sent more requests than this server takes from one',
  500: 'The model failed on the rows, or the server has a defect; its log has the reason',
  501: 'This server does not do that',
  503: 'The model is not ready, the server is overloaded, or it is stopping',
  504: 'The inference took longer than it may',
} as const;

export type ErrorStatus = keyof typeof texts;

/** What may go better later. */
const retried: readonly string[] = ['429', '503'];

/** Names in `schemas.ts`: what errors look like everywhere, and on the paths of MLflow. */
const bodies = ['Error', 'MlflowError'] as const;
export type ErrorBody = (typeof bodies)[number];

/** What every path that looks up a model can answer. */
export const lookupErrors = [404, 503] as const satisfies readonly ErrorStatus[];

/** What every path that takes a body can answer. */
export const bodyErrors = [400, 413, 415] as const satisfies readonly ErrorStatus[];

/** What every path that scores rows can answer. */
export const scoringErrors = [
  ...bodyErrors,
  ...lookupErrors,
  ...([429, 500, 504] as const),
] as const satisfies readonly ErrorStatus[];

/** References by status, and `default` for whatever else may come. */
export function errorsOf(
  statuses: readonly ErrorStatus[],
  body: ErrorBody = 'Error',
): Readonly<Record<string, Reference>> {
  const refer = (name: string): Reference => ({ $ref: `#/components/responses/${name}` });
  const told = statuses.map((status) => [status, refer(`${body}${status}`)]);
  return { ...Object.fromEntries(told), default: refer(body) };
}

/** For the document's components: `Error400` and so on, and `Error` for any other. */
export function errorResponses(): Readonly<Record<string, ResponseObject>> {
  const responses = bodies.flatMap((body) => {
    const content = { 'application/json': { schema: { $ref: `#/components/schemas/${body}` } } };
    const told = Object.entries(texts).map(([status, description]): readonly [string, ResponseObject] => [
      `${body}${status}`,
      { description, headers: headersOf('X-Request-Id', ...retryAfter(status)), content },
    ]);
    return [
      [body, { description: 'An error', headers: headersOf('X-Request-Id'), content }] as const,
      ...told,
    ];
  });
  return Object.fromEntries(responses);
}

function retryAfter(status: string): readonly 'Retry-After'[] {
  return retried.includes(status) ? ['Retry-After'] : [];
}
