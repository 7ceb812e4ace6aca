/**
 * Every error that serving answers or throws, with its HTTP status where a request can meet it. A message says what
 * must hold, what came and what to do next; it names rows and columns and never repeats their values.
 */

import { type ErrorKind, WaymarkError } from '@waymark/contracts';

export interface ServingErrorOptions {
  readonly code: string;
  readonly kind: ErrorKind;
  /** The HTTP status that a request is answered with. */
  readonly status: number;
  readonly cause?: unknown;
  /** Seconds after which a client may try again. */
  readonly retryAfterSeconds?: number;
}

/** An error that a request can meet. */
export class ServingError extends WaymarkError {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { status, retryAfterSeconds, ...options }: ServingErrorOptions) {
    super(message, options);
    this.name = 'ServingError';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The request's JSON breaks the protocol's or the model's rules; all problems are told together. */
export function requestInvalid(problems: readonly string[]): ServingError {
  const text = problems.length === 1 ? problems[0] : `${problems.length} problems: ${problems.join('; ')}`;
  return new ServingError(`${text}`, { code: 'REQUEST_INVALID', kind: 'usage', status: 400 });
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

/** The body is not declared as JSON. */
export function mediaTypeUnsupported(): ServingError {
  return new ServingError(
    "the header Content-Type must be 'application/json'; with curl: -H 'Content-Type: application/json'",
    {
      code: 'MEDIA_TYPE_UNSUPPORTED',
      kind: 'usage',
      status: 415,
    },
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

/** The server does not host a model of that name. The first words are those that Triton's clients look for. */
export function modelUnknown(model: string): ServingError {
  return new ServingError(
    `Request for unknown model: '${shown(model)}' is not served here; GET /v1/models lists those that are`,
    { code: 'MODEL_UNKNOWN', kind: 'usage', status: 404 },
  );
}

/** The version is not the one that serves. */
export function modelVersionUnknown(model: string, asked: string, serving: number): ServingError {
  return new ServingError(
    `Request for unknown model: '${model}' version ${shown(asked)} is not served; version ${serving} is`,
    { code: 'MODEL_VERSION_UNKNOWN', kind: 'usage', status: 404 },
  );
}

/** The model has no version that takes traffic yet. */
export function modelNotReady(model: string): ServingError {
  return new ServingError(
    `the model '${model}' is not ready: no version of it is loaded; try again shortly`,
    {
      code: 'MODEL_NOT_READY',
      kind: 'environment',
      status: 503,
      retryAfterSeconds: 1,
    },
  );
}

/** More rows wait than the queue may hold. */
export function queueFull(maxQueueRows: number): ServingError {
  return new ServingError(`the server is overloaded: ${maxQueueRows} rows are waiting; try again shortly`, {
    code: 'QUEUE_FULL',
    kind: 'environment',
    status: 503,
    retryAfterSeconds: 1,
  });
}

/** What waits already takes longer than a request may wait. */
export function overloaded(waitMs: number): ServingError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new ServingError(
    `the server is overloaded: a request would wait for about ${retryAfterSeconds} s; try again later`,
    { code: 'OVERLOADED', kind: 'environment', status: 503, retryAfterSeconds },
  );
}

/** The request's own time was over before its turn came; nothing was computed. */
export function deadlineExceeded(): ServingError {
  return new ServingError('the timeout of the request passed while it waited; ask for more time, or later', {
    code: 'DEADLINE_EXCEEDED',
    kind: 'environment',
    status: 504,
  });
}

/** The client closed its connection while its request waited; nothing was computed. */
export function requestAbandoned(): ServingError {
  return new ServingError('the client went away before its request was scored', {
    code: 'REQUEST_ABANDONED',
    kind: 'environment',
    status: 499,
  });
}

/** The worker process died under the request, twice. */
export function workerCrashed(signal: string): ServingError {
  return new ServingError(`the inference worker ended unexpectedly (${signal}); try again`, {
    code: 'WORKER_CRASHED',
    kind: 'environment',
    status: 503,
    retryAfterSeconds: 1,
  });
}

/** The worker process cannot be started, or the server is stopping. */
export function workerUnavailable(reason: string): ServingError {
  return new ServingError(`the inference worker is not available: ${reason}; try again later`, {
    code: 'WORKER_UNAVAILABLE',
    kind: 'environment',
    status: 503,
    retryAfterSeconds: 5,
  });
}

/** A run took longer than the hard timeout; its worker was killed. */
export function inferenceTimeout(timeoutMs: number): ServingError {
  return new ServingError(`the inference must end within ${timeoutMs} ms, and did not; it was stopped`, {
    code: 'INFERENCE_TIMEOUT',
    kind: 'environment',
    status: 504,
  });
}

/** onnxruntime refused the model, or failed on the rows. Its reason may repeat values: it is for the log only. */
export function inferenceFailed(reason: string): ServingError {
  return new ServingError('the model failed on this request; the server logged the reason', {
    code: 'INFERENCE_FAILED',
    kind: 'bug',
    status: 500,
    cause: reason,
  });
}

/** onnxruntime cannot load the model, or its graph is not what the manifest says. */
export function sessionRefused(reason: string): WaymarkError {
  return new WaymarkError(`onnxruntime must be able to load the model as its manifest says: ${reason}`, {
    code: 'SESSION_REFUSED',
    kind: 'refused',
  });
}

/** The labels could not be written to disk, and so were not accepted. */
export function feedbackNotStored(cause: unknown): ServingError {
  return new ServingError(
    'the labels could not be stored on disk and were not accepted; send them again later',
    {
      code: 'FEEDBACK_NOT_STORED',
      kind: 'environment',
      status: 503,
      retryAfterSeconds: 30,
      cause,
    },
  );
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

/** The registry names no champion for a model that should be served. */
export function championMissing(model: string): WaymarkError {
  return new WaymarkError(
    `the model '${model}' must have a champion in the registry, and has none; train and promote one with \`npx turbo run train\` or \`npx waymark run ${model}\``,
    { code: 'CHAMPION_MISSING', kind: 'usage' },
  );
}

/** A version was refused before it took traffic; the version that serves is not disturbed. */
export function modelRefused(model: string, version: number, cause: Error): WaymarkError {
  return new WaymarkError(
    `version ${version} of '${model}' was refused and takes no traffic: ${cause.message}`,
    { code: 'MODEL_REFUSED', kind: 'refused', cause },
  );
}

/** The golden rows came out otherwise than the bundle says. */
export function goldenMismatch(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `its golden rows must give the outputs that the bundle holds: ${problems.join('; ')}. Train and promote it anew`,
    { code: 'GOLDEN_MISMATCH', kind: 'refused' },
  );
}

/** The manifest's outputs are not those that this server can answer with. */
export function outputsUnsupported(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `a served model must have the outputs label [N] and probabilities [N, 2]: ${problems.join('; ')}`,
    { code: 'OUTPUTS_UNSUPPORTED', kind: 'refused' },
  );
}

/** The port is taken, or the address is not this machine's. */
export function addressUnavailable(host: string, port: number, cause: NodeJS.ErrnoException): WaymarkError {
  const reason =
    cause.code === 'EADDRINUSE'
      ? `port ${port} is in use by another process: stop it, or set PORT (0 picks a free one)`
      : `${cause.message}: set HOST and PORT to an address of this machine`;
  return new WaymarkError(`the server must be able to listen on ${host}:${port}; ${reason}`, {
    code: 'ADDRESS_UNAVAILABLE',
    kind: 'environment',
    cause,
  });
}

/** The prediction log could not be written: its records are lost, and counted. */
export function predictionLogFailed(folder: string, cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `the prediction log in ${folder} must be writable, and is not: ${reason}. Predictions go on unlogged; free space or fix the permissions`,
    { code: 'PREDICTION_LOG_FAILED', kind: 'environment', cause },
  );
}

const longestShown = 64;

/** What a client sent, short enough and without control characters for a message. */
function shown(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?');
  return clean.length > longestShown ? `${clean.slice(0, longestShown)}…` : clean;
}
