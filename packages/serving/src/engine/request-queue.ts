/**
 * The requests that wait for a batch, by session. The sessions take turns; within one, requests of a higher priority go
 * first, and those of the same in the order in which they came. A request that nobody waits for any more is dropped
 * when its turn comes: looking at it then costs less than a timer for each.
 */

import type { RequestTrace } from '../tracing/request-trace.js';
import { deadlineExceeded, requestAbandoned } from './errors.js';
import type { RequestRows, TensorData, TensorLayout } from './tensor-layout.js';

/** What rows are scored with. */
export interface BatchTarget {
  readonly key: number;
  readonly inputs: readonly TensorLayout[];
  readonly outputs: readonly TensorLayout[];
}

/** Where a request's outputs are: `rows` rows from `firstRow` on in the tensors of its batch. */
export interface RequestOutputs {
  readonly tensors: readonly TensorData[];
  readonly firstRow: number;
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

export interface QueuedRequest extends RequestRows {
  readonly terms: RequestTerms | undefined;
  readonly queuedAt: number;
  readonly resolve: (outputs: RequestOutputs) => void;
  readonly reject: (error: Error) => void;
}

export interface Batch {
  readonly target: BatchTarget;
  readonly requests: readonly QueuedRequest[];
}

export class RequestQueue {
  /** The session whose turn is next first. */
  readonly #queues = new Map<BatchTarget, QueuedRequest[]>();
  #rows = 0;

  /** Rows that wait. */
  get rows(): number {
    return this.#rows;
  }

  /** Requests to one session that wait. */
  requestsTo(target: BatchTarget): number {
    return this.#queues.get(target)?.length ?? 0;
  }

  push(target: BatchTarget, request: QueuedRequest): void {
    this.#rows += request.rows;
    const queue = this.#queues.get(target);
    if (!queue) {
      this.#queues.set(target, [request]);
      return;
    }
    const priority = priorityOf(request);
    let place = queue.length;
    while (place > 0 && priorityOf(queue[place - 1]) > priority) place -= 1;
    if (place === queue.length) queue.push(request);
    else queue.splice(place, 0, request);
  }

  /** As many requests of the session in turn as fit, and one at least; undefined when nothing waits. */
  takeBatch(maxRows: number): Batch | undefined {
    for (const [target, queue] of this.#queues) {
      const requests = this.#takeFrom(queue, maxRows);
      // That session then goes to the end of the line.
      this.#queues.delete(target);
      if (queue.length > 0) this.#queues.set(target, queue);
      if (requests.length > 0) return { target, requests };
    }
    return undefined;
  }

  #takeFrom(queue: QueuedRequest[], maxRows: number): readonly QueuedRequest[] {
    const now = performance.now();
    const taken: QueuedRequest[] = [];
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

function priorityOf(request: QueuedRequest | undefined): number {
  return request?.terms?.priority ?? 0;
}

/** Why a request need not be answered any more. */
function lapseOf({ terms }: QueuedRequest, now: number): Error | undefined {
  if (terms === undefined) return undefined;
  if (terms.deadlineAt !== undefined && now > terms.deadlineAt) return deadlineExceeded();
  return terms.isAbandoned?.() === true ? requestAbandoned() : undefined;
}
