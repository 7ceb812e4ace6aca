/** Watches the requests that one side of a canary or an A/B test answers. */

import { WaymarkError } from '@waymark/contracts';
import type { RequestWatch, ServedModel } from '../host/served-model.js';
import { labelOf, type VersionOutputs } from '../scoring/scored-rows.js';
import type { Guard, Side } from './guard.js';
import type { RolloutMetrics } from './rollout-metrics.js';

export interface WatchOptions {
  /** Undefined where nothing is compared. */
  readonly guard: Guard | undefined;
  readonly metrics: RolloutMetrics;
  /** Told why the rollout must end, each time that the guard says so. */
  readonly onVerdict: (reason: string) => void;
}

export function sideWatch(
  served: ServedModel,
  side: Side,
  { guard, metrics, onVerdict }: WatchOptions,
): RequestWatch {
  return {
    began(scored) {
      metrics.requestRouted(served, side);
      if (guard === undefined) return;
      const startedAt = performance.now();
      scored.then(
        (answer) => told(guard.answered(side, outcomeOf(answer, performance.now() - startedAt)), onVerdict),
        (error: unknown) => told(verdictOn(error, side, guard), onVerdict),
      );
    },
  };
}

/** Hands a verdict on, where there is one. */
export function told(verdict: string | undefined, onVerdict: WatchOptions['onVerdict']): void {
  if (verdict !== undefined) onVerdict(verdict);
}

/** What a guard compares. */
export function outcomeOf(scored: VersionOutputs, ms: number) {
  const { classes, positiveIndex } = scored.served.contract;
  let positives = 0;
  for (let row = 0; row < scored.rows; row++)
    if (labelOf(scored, row) === classes[positiveIndex]) positives += 1;
  return { ms, rows: scored.rows, positives };
}

/** What the guard says to a request that was not answered. */
export function verdictOn(error: unknown, side: Side, guard: Guard): string | undefined {
  return isFault(error) ? guard.failed(side) : guard.unreached(side);
}

const faults = ['INFERENCE_FAILED', 'INFERENCE_TIMEOUT', 'WORKER_CRASHED'];

/** Overload, deadlines and clients that went away say nothing of a version. */
export function isFault(error: unknown): boolean {
  return error instanceof WaymarkError && faults.includes(error.code);
}
