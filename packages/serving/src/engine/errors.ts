/** Why rows were not scored: no room, no time, no worker, or a model that fails on them. */

import { WaymarkError } from '@waymark/contracts';
import { ServingError } from '../serving-error.js';

/** More rows wait than the queue may hold. */
export function queueFull(maxQueueRows: number): ServingError {
  return new ServingError(`the server is overloaded: ${maxQueueRows} rows are waiting; try again shortly`, {
    code: 'QUEUE_FULL',
    kind: 'environment',
    status: 503,
    retryAfterSeconds: 1,
  });
}

/** What waits already takes longer than a request may wait. The same error each time: an overload makes thousands. */
export function overloaded(waitMs: number): ServingError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const known = overloads.get(retryAfterSeconds);
  if (known) return known;
  const error = new ServingError(
    `the server is overloaded: a request would wait for about ${retryAfterSeconds} s; try again later`,
    { code: 'OVERLOADED', kind: 'environment', status: 503, retryAfterSeconds },
  );
  overloads.set(retryAfterSeconds, error);
  return error;
}

/** By their seconds, of which there are few. */
const overloads = new Map<number, ServingError>();

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

/** The worker process died under the request, and so did those that it was tried in again. */
export function workerCrashed(signal: string): ServingError {
  return new ServingError(`the inference worker ended unexpectedly (${signal}); try again`, {
    code: 'WORKER_CRASHED',
    kind: 'environment',
    status: 503,
    retryAfterSeconds: 1,
    cause: signal,
  });
}

export function isWorkerCrash(error: unknown): boolean {
  return error instanceof WaymarkError && error.code === 'WORKER_CRASHED';
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
  return new WaymarkError(`onnxruntime must be able to load the model: ${reason}`, {
    code: 'SESSION_REFUSED',
    kind: 'refused',
  });
}

export function isSessionRefusal(error: unknown): boolean {
  return error instanceof WaymarkError && error.code === 'SESSION_REFUSED';
}
