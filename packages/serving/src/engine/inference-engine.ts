/**
 * What scores batches, as the rest of the server sees it: worker processes (`inference-pool.ts`), this process
 * (`inline-engine.ts`), or whichever of them suits the model (`auto-engine.ts`).
 */

import { AutoEngine, type EngineChoice } from './auto-engine.js';
import { InferencePool, type InferencePoolOptions } from './inference-pool.js';
import type { BatchRunner, SessionSource } from './inference-process.js';
import { InlineEngine } from './inline-engine.js';

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

/**
 * Where models are scored. `workers`: in processes of their own; a run that hangs is ended, a native crash costs a retry.
 * `inline`: in this process, without the way there and back; a run blocks it, and a crash inside of onnxruntime ends it.
 * `auto`: inline for the models that are measured to be tiny, workers for all others.
 */
export type EngineKind = 'workers' | 'inline' | 'auto';

export interface EngineOptions extends InferencePoolOptions {
  /** Default `workers`. */
  readonly kind?: EngineKind | undefined;
  /** Told where `auto` put a model, and why. */
  readonly onChoice?: (choice: EngineChoice) => void;
}

/** Starts worker processes where the kind has any; onnxruntime is loaded into this process only when a model is. */
export function createEngine({ kind = 'workers', onChoice, ...pool }: EngineOptions): InferenceEngine {
  if (kind === 'inline') return new InlineEngine();
  const workers = new InferencePool(pool);
  return kind === 'workers' ? workers : new AutoEngine({ workers, inline: new InlineEngine(), onChoice });
}
