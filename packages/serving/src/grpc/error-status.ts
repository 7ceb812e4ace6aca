/**
 * Errors as gRPC's status codes (grpc.io, "Status Codes"), with the words that REST answers. What HTTP tells by
 * Retry-After is told by `grpc-retry-pushback-ms` (gRFC A6), which clients with a retry policy obey.
 */

import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { requestIdHeader } from '../http/request-ids.js';
import type { ServingError } from '../serving-error.js';

/** By HTTP status; any other is an invalid argument. */
const codes: Readonly<Partial<Record<number, status>>> = {
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  413: status.RESOURCE_EXHAUSTED,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  500: status.INTERNAL,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

export function errorStatus(error: ServingError, requestId?: string): StatusObject {
  const metadata = new Metadata();
  if (requestId !== undefined) metadata.set(requestIdHeader, requestId);
  if (error.retryAfterSeconds !== undefined)
    metadata.set('grpc-retry-pushback-ms', String(error.retryAfterSeconds * 1000));
  return {
    code: codes[error.status] ?? status.INVALID_ARGUMENT,
    // A name that was cut within a character is no valid text, and could not be sent.
    details: Buffer.from(error.message).toString(),
    metadata,
  };
}
