/** The errors that a path can answer, by status: `{"error": "…"}` nearly everywhere. */

import type { Reference, ResponseObject } from './openapi-document.js';

const retryAfter = {
  'Retry-After': {
    description: 'Seconds after which to try again; not every such answer has it',
    schema: { type: 'integer' },
  },
} as const;

const texts = {
  400: 'The request breaks a rule of the protocol or of the model; all problems are told together',
  404: 'There is no such model here, or the version is not the one that serves',
  409: 'A model of that name is loaded already, or the version cannot stand beside the champion',
  413: 'The body has too many bytes, or the request too many rows',
  415: 'The body is not declared as something that this path takes',
  500: 'The model failed on the rows, or the server has a defect; its log has the reason',
  501: 'This server does not do that',
  503: 'The model is not ready, the server is overloaded, or it is stopping',
  504: 'The inference took longer than it may',
} as const;

export type ErrorStatus = keyof typeof texts;

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
  ...([500, 504] as const),
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
      { description, ...(status === '503' ? { headers: retryAfter } : {}), content },
    ]);
    return [[body, { description: 'An error', content }] as const, ...told];
  });
  return Object.fromEntries(responses);
}
