/**
 * Bootstrap samples: as many rows as there are, drawn with replacement. Plain, not stratified: the test rows are
 * themselves a draw from the population, so their share of positives varies too, and a stratified bootstrap would
 * make precision, accuracy and log loss look surer than they are.
 */

import { invalidOptions } from '../errors.js';
import type { Random } from './xoshiro128.js';

export interface BootstrapOptions {
  /** Default 1000. */
  readonly resamples?: number;
  /** Share of the samples inside of the interval. Default 0.95. */
  readonly level?: number;
  readonly seed: number;
}

/** Fills in defaults. Throws EVALUATION_OPTIONS_INVALID with all problems. */
export function bootstrapSettings(options: BootstrapOptions): Required<BootstrapOptions> {
  const { resamples = 1000, level = 0.95, seed } = options;
  const problems: string[] = [];
  if (!Number.isInteger(resamples) || resamples < 1)
    problems.push(`resamples must be a whole number of at least 1; got ${resamples}`);
  if (!(level > 0 && level < 1)) problems.push(`level must be between 0 and 1; got ${level}`);
  if (!Number.isSafeInteger(seed)) problems.push(`seed must be a whole number; got ${seed}`);
  if (problems.length > 0) throw invalidOptions(problems);
  return { resamples, level, seed };
}

/**
 * Row numbers of one sample. ROC-AUC needs both classes, so a sample of one class is drawn again: intervals hold
 * given that both occur, which matters only where a class has a handful of rows. `labels` must hold both.
 */
export function drawSample(labels: Uint8Array, random: Random): Int32Array {
  const sample = new Int32Array(labels.length);
  let positives = 0;
  do {
    positives = 0;
    for (let i = 0; i < sample.length; i++) {
      const row = Math.floor(random() * labels.length);
      sample[i] = row;
      positives += labels[row] ?? 0;
    }
  } while (positives === 0 || positives === sample.length);
  return sample;
}
