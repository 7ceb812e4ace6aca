/**
 * What a request is called in the log and in its answer. A client may name it by the header `x-request-id`; else it gets
 * a name when the first log line needs one, so most requests never do. An answer tells the name that a client gave or
 * that stands in the log: no other leads anywhere.
 */

import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';

export const requestIdHeader = 'x-request-id';

/** UUIDs, ULIDs, ids of traces, base64: nothing that a log or a header could take for more than a name. */
const acceptable = /^[\w.:+/=@-]{1,128}$/;

/** Undefined where the client gave none, or one that cannot be repeated. */
export function givenRequestId(header: unknown): string | undefined {
  return typeof header === 'string' && acceptable.test(header) ? header : undefined;
}

/** Whether every request is logged. */
export function isVerbose(level: string): boolean {
  return level === 'debug' || level === 'trace';
}

/** The client's, else a new one where a log line needs it. */
export function requestIdFor(header: unknown, isLogged: boolean): string | undefined {
  return givenRequestId(header) ?? (isLogged ? randomUUID() : undefined);
}

/** For Fastify: the empty text stands for a name that is not needed yet. */
export function requestIdMaker(level: string) {
  const isLogged = isVerbose(level);
  return ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string =>
    requestIdFor(headers[requestIdHeader], isLogged) ?? '';
}

/** Names the request if it has no name yet, and returns a log whose lines tell the name. */
export function namedLog(request: FastifyRequest): FastifyBaseLogger {
  const isNamed = request.id !== '';
  if (!isNamed) request.id = randomUUID();
  // Where every request is logged, each has a log of its own.
  return isNamed && isVerbose(request.log.level) ? request.log : request.log.child({ requestId: request.id });
}
