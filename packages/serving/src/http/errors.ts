/** What can be wrong with a request, whatever it asks for, and with the address that is listened at. */

import { WaymarkError } from '@waymark/contracts';
import { ServingError } from '../serving-error.js';

/** The request's JSON breaks the protocol's or the model's rules; all problems are told together. */
export function requestInvalid(problems: readonly string[]): ServingError {
  const text = problems.length === 1 ? problems[0] : `${problems.length} problems: ${problems.join('; ')}`;
  return new ServingError(`${text}`, { code: 'REQUEST_INVALID', kind: 'usage', status: 400 });
}

/** The path cannot be decoded. */
export function urlInvalid(): ServingError {
  return requestInvalid(['the URL must be valid percent-encoded text']);
}

/** The body is not JSON. */
export function bodyNotJson(): ServingError {
  return new ServingError('the body must be a JSON object; it is empty or cannot be parsed as JSON', {
    code: 'BODY_NOT_JSON',
    kind: 'usage',
    status: 400,
  });
}

/** The body has more bytes than the server takes. */
export function bodyTooLarge(maxBodyBytes: number): ServingError {
  return new ServingError(`the body must have at most ${maxBodyBytes} bytes; send fewer rows a request`, {
    code: 'BODY_TOO_LARGE',
    kind: 'usage',
    status: 413,
  });
}

/** The request has more rows than the server takes at once. */
export function tooManyRows(rows: number, maxRequestRows: number): ServingError {
  return new ServingError(
    `a request may have at most ${maxRequestRows} rows, got ${rows}; send several requests`,
    { code: 'TOO_MANY_ROWS', kind: 'usage', status: 413 },
  );
}

/** The body is not declared as a type that the path takes. */
export function mediaTypeUnsupported(types = "'application/json'"): ServingError {
  return new ServingError(
    `the header Content-Type must be ${types}; with curl: -H 'Content-Type: application/json'`,
    {
      code: 'MEDIA_TYPE_UNSUPPORTED',
      kind: 'usage',
      status: 415,
    },
  );
}

/** The body comes in an encoding that the server does not decode. */
export function contentEncodingUnsupported(known: readonly string[]): ServingError {
  return new ServingError(`the header Content-Encoding must be ${known.join(' or ')}, or be left out`, {
    code: 'CONTENT_ENCODING_UNSUPPORTED',
    kind: 'usage',
    status: 415,
  });
}

/** The body is not what its Content-Encoding says, or ends too early. */
export function bodyNotDecodable(): ServingError {
  return new ServingError(
    'the body must be whole and in the encoding that the header Content-Encoding names, and cannot be decoded',
    { code: 'BODY_NOT_DECODABLE', kind: 'usage', status: 400 },
  );
}

/** The server has no such path. */
export function routeUnknown(): ServingError {
  return new ServingError('there is nothing at this path; GET / lists what is here', {
    code: 'ROUTE_UNKNOWN',
    kind: 'usage',
    status: 404,
  });
}

/** The path takes other methods only. */
export function methodNotAllowed(allowed: readonly string[]): ServingError {
  return new ServingError(`this path takes ${allowed.join(', ')} only`, {
    code: 'METHOD_NOT_ALLOWED',
    kind: 'usage',
    status: 405,
  });
}

/** The protocol knows this, and this server does not do it. */
export function notSupported(reason: string): ServingError {
  return new ServingError(reason, { code: 'NOT_SUPPORTED', kind: 'usage', status: 501 });
}

/** Something that should never happen did; the log has the cause. */
export function internalError(cause: unknown): ServingError {
  return new ServingError('an internal error; the server logged its cause', {
    code: 'SERVER_INTERNAL',
    kind: 'bug',
    status: 500,
    cause,
  });
}

/** The port is taken, or the address is not this machine's. */
export function addressUnavailable(
  host: string,
  port: number,
  { cause, variable = 'PORT' }: { readonly cause: Error; readonly variable?: string },
): WaymarkError {
  const reason = cause.message.includes('EADDRINUSE')
    ? `port ${port} is in use by another process: stop it, or set ${variable} (0 picks a free one)`
    : `${cause.message}: set HOST to an address of this machine, and ${variable} to a port that the server may open`;
  return new WaymarkError(`the server must be able to listen on ${host}:${port}; ${reason}`, {
    code: 'ADDRESS_UNAVAILABLE',
    kind: 'environment',
    cause,
  });
}
