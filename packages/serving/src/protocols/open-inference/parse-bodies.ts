/**
 * How the bodies of this protocol are read: JSON as everywhere, and what Triton's clients send beside it, compressed or
 * not. Those leave Content-Type out, and say with Inference-Header-Content-Length where JSON ends and bytes begin.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decodeBody } from '../../http/decode-body.js';
import { mediaTypeUnsupported } from '../../http/errors.js';
import { BinaryBody, jsonLengthOf } from './binary-request.js';

type Done = (error: Error | null, body?: unknown) => void;

/** For the routes of this scope only. */
export function parseBodies(scope: FastifyInstance): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, body: Buffer, done: Done) => {
    const header = request.headers['inference-header-content-length'];
    // As for Triton: without the header all of it is JSON.
    const jsonLength = header === undefined ? body.length : jsonLengthOf(header, body);
    const tail = body.subarray(jsonLength);
    if (header !== undefined && jsonLength === 0) {
      done(null, new BinaryBody(undefined, tail));
      return;
    }
    const finish = (error: Error | null, json?: unknown) =>
      done(error, header === undefined ? json : new BinaryBody(json, tail));
    parseJson(request, body.toString('utf8', 0, jsonLength), finish);
  };
  scope.addHook('preParsing', decodeBody);
  scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, parse);
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (request.headers['content-type'] === undefined) parse(request, body, done);
    else done(mediaTypeUnsupported());
  });
}
