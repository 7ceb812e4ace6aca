/** Takes a body of no bytes that is declared as JSON, as some clients send it where nothing has to be said. */

import type { FastifyInstance } from 'fastify';

/** For the paths of one scope, whose handlers take no body too. */
export function acceptEmptyJson(scope: FastifyInstance): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null);
    else parseJson(request, body, done);
  });
}
