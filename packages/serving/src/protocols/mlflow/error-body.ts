/**
 * Errors as MLflow's clients read them: `{"error_code", "message"}`. The message is this server's own, which repeats
 * nothing of the request; MLflow's would hold the rows and a stack trace.
 */

import type { FastifyInstance } from 'fastify';
import { isJsonObject } from '../problems.js';

/** MLflow's error codes (databricks.proto) by HTTP status. */
const errorCodes: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'RESOURCE_DOES_NOT_EXIST',
  409: 'RESOURCE_CONFLICT',
  429: 'REQUEST_LIMIT_EXCEEDED',
  499: 'CANCELLED',
  500: 'INTERNAL_ERROR',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** Rewrites the error answers of a scope's paths, and leaves their status. */
export function answerMlflowErrors(scope: FastifyInstance): void {
  scope.addHook('preSerialization', async (_, { statusCode }, payload) => {
    if (statusCode < 400 || !isJsonObject(payload)) return payload;
    const { error: message, ...others } = payload;
    return { error_code: errorCodes[statusCode] ?? 'BAD_REQUEST', message, ...others };
  });
}
