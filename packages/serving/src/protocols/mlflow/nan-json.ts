/**
 * JSON as Python writes it: MLflow's own client sends a missing number of a data frame as the bare word NaN, which JSON
 * does not have. Here it is null, a missing value. Only bodies that are no JSON are looked at for it.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';

type Done = (error: Error | null, body?: unknown) => void;

/** For the paths of one scope. */
export function acceptNan(scope: FastifyInstance): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, body: string, done: Done) => {
    parseJson(request, body, (error: Error | null, json?: unknown) => {
      if (error && body.includes('NaN')) parseJson(request, withoutNan(body), done);
      else done(error, json);
    });
  };
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, parse);
}

/**
 * Text in quotes first, so that a NaN in it stays. One that is never closed goes to the end: if it were no match, each
 * quote in it would be tried to the end again, and a body of megabytes would take hours.
 */
const textOrNan = /"[^"\\]*(?:\\.[^"\\]*)*"?|\bNaN\b/gs;

function withoutNan(json: string): string {
  return json.replace(textOrNan, (match) => (match === 'NaN' ? 'null' : match));
}
