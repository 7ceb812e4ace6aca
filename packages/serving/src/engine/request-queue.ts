/**
 * The requests that wait for a batch, by session. The sessions take turns; within one, requests of a higher priority go
 * first, and those of the same in the order in which they came. A request that nobody waits for any more is dropped
 * when its turn comes: looking at it then costs less than a timer for each.
 */

import type { RequestTrace } from '../tracing/request-trace.js';
import { deadlineExceeded, requestAbandoned } from './errors.js';

/** What the requests of a batch have in common: the same object for all that may share one. */
export interface BatchTarget {
  /** Of the session. */
  readonly key: number;
  /** Where its batches may have fewer rows than those of others. */
  readonly maxBatchRows?: number;
}

/** What a request asks for beside its rows. */
export interface RequestTerms {
  /** A whole number; lower ones go first. Default 0. */
  readonly priority?: number;
  /** By the clock of `performance.now()`: what is not under way by then is not begun. */
  readonly deadlineAt?: number;
  /** Whether the client has gone away. */
  readonly isAbandoned?: () => boolean;
  /** Undefined where the request is not traced. */
  readonly trace?: RequestTrace;
}

/** What can be told of a request that waits, or waited, whatever it asks. */
export interface WaitingRequest {
  readonly rows: number;
  readonly terms: RequestTerms | undefined;
  readonly queuedAt: number;
}

export interface QueuedRequest<Request, Outputs> extends WaitingRequest {
  readonly request: Request;
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: Error) => void;
}

export interface Batch<Target, Queued> {
  readonly target: Target;
  readonly requests: readonly Queued[];
}

/** The requests to one target, in the order of their turns. */
interface Lane<Target, Queued> {
  readonly target: Target;
  readonly requests: Queued[];
}

export class RequestQueue<Target extends BatchTarget, Request, Outputs> {
  /**
   * The one whose turn is next first. A list, though looked up by target: a Map that is written for every batch leaves
   * tables behind that V8 keeps, with all that was in them, until it collects the old generation.
   */
  readonly #lanes: Lane<Target, QueuedRequest<Request, Outputs>>[] = [];
  #rows = 0;

  /** Rows that wait. */
  get rows(): number {
    return this.#rows;
  }

  /** Requests to one session that wait. */
  requestsTo(target: BatchTarget): number {
    return this.#laneOf(target)?.requests.length ?? 0;
  }

  push(target: Target, request: QueuedRequest<Request, Outputs>): void {
    this.#rows += request.rows;
    const requests = this.#laneOf(target)?.requests;
    if (!requests) {
      this.#lanes.push({ target, requests: [request] });
      return;
    }
    const priority = priorityOf(request);
    let place = requests.length;
    while (place > 0 && priorityOf(requests[place - 1]) > priority) place -= 1;
    if (place === requests.length) requests.push(request);
    else requests.splice(place, 0, request);
  }

  /** As many requests of the session in turn as fit, and one at least; undefined when nothing waits. */
  takeBatch(maxRows: number): Batch<Target, QueuedRequest<Request, Outputs>> | undefined {
    for (let lane = this.#lanes.shift(); lane; lane = this.#lanes.shift()) {
      const { target } = lane;
      const requests = this.#takeFrom(lane.requests, Math.min(maxRows, target.maxBatchRows ?? maxRows));
      // That session then goes to the end of the line.
      if (lane.requests.length > 0) this.#lanes.push(lane);
      if (requests.length > 0) return { target, requests };
    }
    return undefined;
  }

  #laneOf(target: BatchTarget) {
    return this.#lanes.find((lane) => lane.target === target);
  }

  #takeFrom(
    queue: QueuedRequest<Request, Outputs>[],
    maxRows: number,
  ): readonly QueuedRequest<Request, Outputs>[] {
    const now = performance.now();
    const taken: QueuedRequest<Request, Outputs>[] = [];
    let rows = 0;
    let passed = 0;
    for (const request of queue) {
      const lapse = lapseOf(request, now);
      if (lapse === undefined && taken.length > 0 && rows + request.rows > maxRows) break;
      passed += 1;
      this.#rows -= request.rows;
      if (lapse) {
        request.reject(lapse);
        continue;
      }
      rows += request.rows;
      taken.push(request);
    }
    queue.splice(0, passed);
    return taken;
  }
}

function priorityOf(request: WaitingRequest | undefined): number {
  return request?.terms?.priority ?? 0;
}

/** Why a request need not be answered any more. */
function lapseOf({ terms }: WaitingRequest, now: number): Error | undefined {
  if (terms === undefined) return undefined;
  if (terms.deadlineAt !== undefined && now > terms.deadlineAt) return deadlineExceeded();
  return terms.isAbandoned?.() === true ? requestAbandoned() : undefined;
}
