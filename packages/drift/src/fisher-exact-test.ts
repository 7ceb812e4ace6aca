/**
 * Fisher's exact test that two samples have the same share: valid at any count, where the two-proportion z test
 * needs about ten rows on each side.
 * Source: Fisher 1934; scipy.stats.fisher_exact, whose two-sided rule (sum what is no likelier than the observed)
 * this follows. Leaves out the odds ratio and its interval.
 */

/** `count` rows of `total` have the property. */
export interface Share {
  readonly count: number;
  readonly total: number;
}

/** Two tables whose probabilities differ by rounding only are equally likely. */
const likelihoodTolerance = 1e-9;

/**
 * The p-value of `window` against `reference`, given the two totals and the number of rows with the property.
 * Takes time proportional to the smaller of the window and that number.
 *
 * @param alternative - `greater`: only a larger share in the window counts.
 */
export function fisherExactTest(
  window: Share,
  reference: Share,
  alternative: 'greater' | 'two-sided',
): number {
  const weights = hypergeometricLogWeights(window, reference);
  const observed = weights.logWeights[window.count - weights.lowest] ?? Number.NEGATIVE_INFINITY;
  const isExtreme = (logWeight: number, i: number) =>
    alternative === 'greater'
      ? weights.lowest + i >= window.count
      : logWeight <= observed + likelihoodTolerance;

  let extreme = 0;
  let all = 0;
  weights.logWeights.forEach((logWeight, i) => {
    const weight = Math.exp(logWeight - weights.largest);
    all += weight;
    if (isExtreme(logWeight, i)) extreme += weight;
  });
  return Math.min(1, extreme / all);
}

/**
 * ln of a multiple of P(k rows of the window have the property), for each possible k from `lowest` up: neighbours'
 * ratios are exact, and the common factor cancels, so no factorial is ever formed.
 */
function hypergeometricLogWeights(window: Share, reference: Share) {
  const withProperty = window.count + reference.count;
  const lowest = Math.max(0, withProperty - reference.total);
  const highest = Math.min(window.total, withProperty);
  const logWeights = new Float64Array(highest - lowest + 1);
  let largest = 0;
  for (let k = lowest + 1; k <= highest; k++) {
    const ratio =
      ((withProperty - k + 1) * (window.total - k + 1)) / (k * (reference.total - withProperty + k));
    const logWeight = (logWeights[k - lowest - 1] ?? 0) + Math.log(ratio);
    logWeights[k - lowest] = logWeight;
    largest = Math.max(largest, logWeight);
  }
  return { lowest, logWeights, largest };
}
