/**
 * Requests that were not scored, by reason. Those that the server would not or need not begin are shed, some before it
 * was read which model they ask for; the others failed in or under the worker. Triton's own word for each reason stands
 * beside ours; it counts by model, so what names none is not among its failures.
 */

import { WaymarkError } from '@waymark/contracts';
import type { Sample } from './metric-family.js';
import { SampleCounts } from './sample-counts.js';

/** By the code of the error. */
const reasons = {
  QUEUE_FULL: { kind: 'shed', reason: 'queue_full', tritonReason: 'REJECTED' },
  OVERLOADED: { kind: 'shed', reason: 'overloaded', tritonReason: 'REJECTED' },
  DEADLINE_EXCEEDED: { kind: 'shed', reason: 'deadline_exceeded', tritonReason: 'REJECTED' },
  REQUEST_ABANDONED: { kind: 'shed', reason: 'abandoned', tritonReason: 'CANCELED' },
  INFERENCE_FAILED: { kind: 'failed', reason: 'inference_failed', tritonReason: 'BACKEND' },
  INFERENCE_TIMEOUT: { kind: 'failed', reason: 'inference_timeout', tritonReason: 'BACKEND' },
  WORKER_CRASHED: { kind: 'failed', reason: 'worker_crashed', tritonReason: 'BACKEND' },
  WORKER_UNAVAILABLE: { kind: 'failed', reason: 'worker_unavailable', tritonReason: 'BACKEND' },
  OTHER: { kind: 'failed', reason: 'other', tritonReason: 'OTHER' },
} as const;

type FailureCode = keyof typeof reasons;

/** Whose request it was. */
export interface FailedVersion {
  readonly model: string;
  readonly version: number;
}

interface FailureCount {
  readonly version: FailedVersion | undefined;
  readonly code: FailureCode;
  value: number;
}

export class RequestFailures {
  readonly #counts = new Map<string, FailureCount>();

  /** @param served undefined where the request was refused before it named a model. */
  add(served: FailedVersion | undefined, error: unknown): void {
    const code = codeOf(error);
    const key = `${code} ${served?.version} ${served?.model}`;
    const known = this.#counts.get(key);
    if (known) {
      known.value += 1;
      return;
    }
    const version = served && { model: served.model, version: served.version };
    this.#counts.set(key, { version, code, value: 1 });
  }

  get shed(): readonly Sample[] {
    const sums = new SampleCounts();
    for (const { code, value } of this.#counts.values()) {
      const { kind, reason } = reasons[code];
      if (kind === 'shed') sums.add(reason, value, { reason });
    }
    return sums.samples;
  }

  get failed(): readonly Sample[] {
    return [...this.#counts.values()]
      .filter(({ code }) => reasons[code].kind === 'failed')
      .map(({ version, code, value }) => ({ labels: { ...version, reason: reasons[code].reason }, value }));
  }

  /** By Triton's reasons, of which each has several of ours. */
  get tritonSamples(): readonly Sample[] {
    const sums = new SampleCounts();
    for (const { version, code, value } of this.#counts.values()) {
      const reason = reasons[code].tritonReason;
      if (version) sums.add(`${reason} ${version.version} ${version.model}`, value, { ...version, reason });
    }
    return sums.samples;
  }
}

function codeOf(error: unknown): FailureCode {
  const code = error instanceof WaymarkError ? error.code : '';
  return isFailureCode(code) ? code : 'OTHER';
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(reasons, code);
}
