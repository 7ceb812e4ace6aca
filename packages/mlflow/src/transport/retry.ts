/**
 * When to try again and how long to wait: exponential backoff with full jitter (Brooker, "Exponential Backoff and
 * Jitter", AWS Architecture Blog, 2015), and `Retry-After` (RFC 9110 §10.2.3) where the server names a time.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { requestCancelled } from '../errors.js';
import type { MlflowError } from '../mlflow-error.js';
import type { MlflowOptions } from './options.js';

const defaults = { retries: 4, backoffMs: 500 } as const;
const maxBackoffMs = 30_000;
/** A server that wants a longer pause is treated as away. */
const maxRetryAfterMs = 120_000;

/** One attempt: its result, or its error with what to do about it. */
export type Attempt<T> =
  | { readonly result: T }
  | {
      readonly error: MlflowError;
      readonly mayRetry: boolean;
      /** What the server asked for. */
      readonly retryAfterMs?: number | undefined;
    };

export type RetryPolicy = Pick<MlflowOptions, 'retries' | 'backoffMs' | 'signal' | 'wait' | 'random'>;

/** Makes attempts until one succeeds, may not be repeated, or was the last; then throws its error. */
export async function withRetries<T>(attempt: () => Promise<Attempt<T>>, policy: RetryPolicy): Promise<T> {
  const { retries = defaults.retries, wait = sleepMs, signal } = policy;
  for (let failed = 0; ; failed += 1) {
    const outcome = await attempt();
    if ('result' in outcome) return outcome.result;
    const { error, mayRetry, retryAfterMs } = outcome;
    if (!mayRetry || failed >= retries || (retryAfterMs ?? 0) > maxRetryAfterMs) throw error;
    try {
      await wait(retryAfterMs ?? backoff(failed, policy), signal);
    } catch {
      throw requestCancelled(error.failure);
    }
  }
}

/** Uniform between half of the step and the whole of it, so that clients of one outage do not come back together. */
function backoff(
  failed: number,
  { backoffMs = defaults.backoffMs, random = Math.random }: RetryPolicy,
): number {
  const step = Math.min(maxBackoffMs, backoffMs * 2 ** failed);
  return Math.round(step * (0.5 + random() / 2));
}

async function sleepMs(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {});
}

/** Milliseconds from a `Retry-After` header: seconds, or a date. Undefined when there is none to understand. */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
