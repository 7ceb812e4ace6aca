/**
 * How surprising a difference between two shares is. The z-test with the pooled share (Fleiss, Levin and Paik 2003, §3.2),
 * and the tail of the binomial distribution where counts are small.
 */

export interface Proportion {
  readonly hits: number;
  /** How many observations are worth so much; less than there are when they come in groups. */
  readonly size: number;
}

/** z of `a` being more than `margin` above `b`; 0 where both have none or all. */
export function twoProportionZ(a: Proportion, b: Proportion, margin = 0): number {
  const pooled = (a.hits + b.hits) / (a.size + b.size);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.size + 1 / b.size));
  return deviation > 0 ? (a.hits / a.size - b.hits / b.size - margin) / deviation : 0;
}

const tailFactors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429] as const;

/** P(Z ≥ z) of the standard normal, to 7.5e-8 (Abramowitz and Stegun, 26.2.17). */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const sum = tailFactors.reduceRight((total, factor) => (total + factor) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/** P(X ≥ hits) of `trials` with that chance each, which lies between 0 and 1. */
export function binomialTail(hits: number, trials: number, chance: number): number {
  let below = 0;
  // In logarithms: the chance of no hit at all underflows with many trials.
  let logTerm = trials * Math.log1p(-chance);
  for (let k = 0; k < hits; k++) {
    below += Math.exp(logTerm);
    logTerm += Math.log((trials - k) / (k + 1)) + Math.log(chance / (1 - chance));
  }
  return Math.max(0, 1 - below);
}
