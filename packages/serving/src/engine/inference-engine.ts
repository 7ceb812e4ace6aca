/** What scores batches, as the rest of the server sees it. `create-engine.ts` knows which kinds there are. */

import type { BatchRunner, SessionSource } from './inference-process.js';

export interface InferenceEngine extends BatchRunner {
  /** Batches that it computes at the same time. */
  readonly size: number;
  /** Process ids of the workers that are alive or starting; none where there are no workers. */
  readonly pids: readonly number[];
  /** Processes that ended and were replaced. */
  readonly restarts: number;
  /** What each process held a second ago, at most, in bytes; 0 where that is not known yet. */
  readonly residentBytes: readonly number[];
  /** False when nothing can be scored: callers are refused. */
  readonly isAvailable: boolean;
  /** Loads a model beside the others. @throws `SESSION_REFUSED`, and what a worker's end throws. */
  load(session: SessionSource): Promise<void>;
  unload(key: number): Promise<void>;
  /** Ends after the calls in flight. */
  close(): Promise<void>;
}
