/**
 * The power transforms of Box and Cox (1964) and of Yeo and Johnson (2000), and the exponent λ with the largest profile
 * likelihood. The search is by golden section, which the single peak of the likelihood allows; scikit-learn's is Brent's.
 */

import type { NumberColumn } from '@waymark/contracts';

export type PowerMethod = 'yeoJohnson' | 'boxCox';

/** The transformed value; Box-Cox is defined above 0. */
export function power(value: number, method: PowerMethod, lambda: number): number {
  if (method === 'boxCox') return boxCox(value, lambda);
  return boxCox(1 + Math.max(value, 0), lambda) - boxCox(1 + Math.max(-value, 0), 2 - lambda);
}

/**
 * The most likely λ between -64 and 64, for values that are not all equal (and above 0 for Box-Cox). Values with a wide
 * range fix it to 1e-6; those that hardly vary beside their size, such as Unix times, to 1e-4.
 */
export function mostLikelyLambda(values: NumberColumn, method: PowerMethod): number {
  const logSlopes = values.reduce((sum, value) => sum + logSlope(value, method), 0);
  const cost = (lambda: number): number => {
    const transformed = values.map((value) => power(value, method, lambda));
    return negativeLogLikelihood(transformed, (lambda - 1) * logSlopes);
  };
  let reach = firstReach;
  let best = goldenSection(cost, -reach, reach);
  // A minimum at an end means that the real one lies outside.
  while (Math.abs(best) > reach - nearEnd && reach < lastReach) {
    reach *= 2;
    best = goldenSection(cost, -reach, reach);
  }
  return best;
}

const firstReach = 4;
const lastReach = 64;
const nearEnd = 1e-3;
/** Below this the likelihood, flat at its peak, changes less than float64 can hold. */
const tolerance = 1e-8;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

function boxCox(value: number, lambda: number): number {
  return lambda === 0 ? Math.log(value) : (value ** lambda - 1) / lambda;
}

/** n / 2 · log(variance) less the logarithm of the transform's slope, summed over the values: (λ - 1) · Σ logSlope. */
function negativeLogLikelihood(transformed: NumberColumn, logSlopes: number): number {
  const n = transformed.length;
  const mean = transformed.reduce((sum, value) => sum + value, 0) / n;
  const variance = transformed.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const cost = (n / 2) * Math.log(variance) - logSlopes;
  // An exponent that overflows, or that makes all values equal, is no candidate.
  return Number.isFinite(cost) ? cost : Number.POSITIVE_INFINITY;
}

/** d/dx of Box-Cox is x^(λ-1); of Yeo-Johnson (1 + x)^(λ-1), and (1 - x)^(1-λ) below 0. */
function logSlope(value: number, method: PowerMethod): number {
  return method === 'boxCox' ? Math.log(value) : Math.sign(value) * Math.log1p(Math.abs(value));
}

function goldenSection(cost: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [left, right] = [high - goldenRatio * (high - low), low + goldenRatio * (high - low)];
  let [leftCost, rightCost] = [cost(left), cost(right)];
  while (high - low > tolerance) {
    if (leftCost <= rightCost) {
      [high, right, rightCost] = [right, left, leftCost];
      left = high - goldenRatio * (high - low);
      leftCost = cost(left);
    } else {
      [low, left, leftCost] = [left, right, rightCost];
      right = low + goldenRatio * (high - low);
      rightCost = cost(right);
    }
  }
  return (low + high) / 2;
}
