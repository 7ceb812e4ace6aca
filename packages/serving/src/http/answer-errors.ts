/**
 * Every error of the HTTP layer as `{"error": "…"}` with its status, and the request's id where it has one. Fastify's own
 * errors are told in this server's words; none of them repeats what the client sent.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import { ServingError } from '../serving-error.js';
import {
  bodyNotDecodable,
  bodyNotJson,
  bodyTooLarge,
  internalError,
  mediaTypeUnsupported,
  requestInvalid,
  routeUnknown,
} from './errors.js';
import { namedLog, requestIdHeader } from './request-ids.js';

export interface AnswerErrorsOptions {
  readonly maxBodyBytes: number;
  readonly metrics: ServerMetrics;
}

/** Installs the handlers of errors and of unknown paths. */
export function answerErrors(app: FastifyInstance, options: AnswerErrorsOptions): void {
  app.setErrorHandler((error, request, reply) => answerError(asServingError(error, options), request, reply));
  // In a scope of its own, whose parser leaves the body unread: who may not ask must not have it parsed either.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.setNotFoundHandler((request, reply) => {
      // One label for all of them: a scanner must not make thousands.
      options.metrics.requestAnswered('unknown', request.method, { status: 404, ms: reply.elapsedTime });
      return answerError(routeUnknown(), request, reply);
    });
  });
}

export function answerError(error: ServingError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.status === 500) namedLog(request).error({ code: error.code, cause: error.cause }, error.message);
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
  reply.code(error.status);
  if (request.id === '') return reply.send({ error: error.message });
  return reply.header(requestIdHeader, request.id).send({ error: error.message, request_id: request.id });
}

function asServingError(error: unknown, { maxBodyBytes }: AnswerErrorsOptions): ServingError {
  if (error instanceof ServingError) return error;
  const { code, statusCode } = describeFastifyError(error);
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return bodyNotJson();
  // What zlib says of a compressed body.
  if (code.startsWith('Z_')) return bodyNotDecodable();
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(maxBodyBytes);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return mediaTypeUnsupported();
  if (statusCode >= 400 && statusCode < 500) return requestInvalid(['the request is not valid HTTP']);
  return internalError(error);
}

function describeFastifyError(error: unknown): { readonly code: string; readonly statusCode: number } {
  const { code = '', statusCode = 500 } =
    error instanceof Error ? (error as { code?: unknown; statusCode?: unknown }) : {};
  return { code: String(code), statusCode: Number(statusCode) };
}
