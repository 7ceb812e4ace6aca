/**
 * The population stability index: Σ (p - q)·ln(p / q) over bins, the symmetric Kullback-Leibler divergence.
 * Under no drift PSI / (1/n + 1/m) follows χ² with K - 1 degrees of freedom, so a cut for it must know both sample
 * sizes: the usual constants 0.1 and 0.25 alone alarm at noise in small windows.
 * Source: Yurdakul 2018 (the law); Potgieter et al. 2023, arXiv 2307.11878 (the constants).
 */

import { chiSquareSurvival } from './chi-square-distribution.js';
import type { TwoSampleTest } from './chi-square-test.js';
import { sum } from './sum.js';

/** PSI of two lists of shares over the same bins; each share is positive. */
export function populationStabilityIndex(reference: readonly number[], window: readonly number[]): number {
  return sum(
    reference.map((p, i) => {
      const q = window[i] ?? 0;
      return (p - q) * Math.log(p / q);
    }),
  );
}

/**
 * Counts as positive shares: half a row is added to each bin (Jeffreys' prior), so that an empty bin has a finite
 * logarithm that knows the sample's size, and no constant needs to be chosen.
 */
export function smoothedShares(counts: readonly number[]): readonly number[] {
  const total = sum(counts) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / total);
}

/**
 * Tests counts over the same bins by PSI's χ² law.
 *
 * @returns null when there is nothing to test: an empty sample or fewer than two bins.
 */
export function populationStabilityTest(
  reference: readonly number[],
  window: readonly number[],
): TwoSampleTest | null {
  const n = sum(reference);
  const m = sum(window);
  if (n === 0 || m === 0 || reference.length < 2) return null;
  const psi = populationStabilityIndex(smoothedShares(reference), smoothedShares(window));
  const statistic = psi / (1 / n + 1 / m);
  const degreesOfFreedom = reference.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}
