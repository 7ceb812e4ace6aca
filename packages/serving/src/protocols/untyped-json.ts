/**
 * JSON that comes without Content-Type, as from clients that were written for servers that do not look at it. Only for paths
 * that score: any page of a browser can send such a body to any server, without asking it first (Fetch, "CORS-safelisted
 * request-header"). Forms, as which curl declares what it sends unless it is told otherwise, are refused with the header to add.
 */

import type { FastifyInstance } from 'fastify';
import { mediaTypeUnsupported } from '../http/errors.js';

/** For the paths of one scope. */
export function acceptUntypedJson(scope: FastifyInstance): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser('*', { parseAs: 'string' }, (request, body: string, done) => {
    if (request.headers['content-type'] === undefined) parseJson(request, body, done);
    else done(mediaTypeUnsupported());
  });
}
