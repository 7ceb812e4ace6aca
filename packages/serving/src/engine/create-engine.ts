/**
 * Starts what scores batches: worker processes (`inference-pool.ts`), this process (`inline-engine.ts`), or whichever of
 * them suits the model (`auto-engine.ts`).
 */

import { AutoEngine, type EngineChoice } from './auto-engine.js';
import type { InferenceEngine } from './inference-engine.js';
import { InferencePool, type InferencePoolOptions } from './inference-pool.js';
import { InlineEngine } from './inline-engine.js';

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
