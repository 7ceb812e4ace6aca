/**
 * Weighted log loss on logits, in double precision. `max(z, 0) - z y + log(1 + e^-|z|)` never overflows, where the
 * textbook form through the sigmoid gives infinity from |z| = 37 on. The loss that is differentiated is tfjs's own.
 */

/** Weight of a row by its class. */
export interface ClassWeights {
  readonly negative: number;
  readonly positive: number;
}

/**
 * Mean over the rows of weight times negative log likelihood (natural logarithm).
 *
 * @param labels 0 or 1, one a logit
 * @returns NaN for no rows
 */
export function logLoss(labels: Uint8Array, logits: Float32Array, weights: ClassWeights): number {
  let total = 0;
  for (const [row, z] of logits.entries()) {
    const y = labels[row] ?? 0;
    const loss = Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
    total += loss * (y === 1 ? weights.positive : weights.negative);
  }
  return total / logits.length;
}

/**
 * Class weights as scikit-learn's `class_weight`: 'balanced' is n / (2 n_class), which sums to n over the rows.
 *
 * @param labels 0 or 1, both present
 */
export function classWeights(labels: Uint8Array, mode: 'none' | 'balanced'): ClassWeights {
  if (mode === 'none') return { negative: 1, positive: 1 };
  const positives = labels.reduce((count, label) => count + label, 0);
  return {
    negative: labels.length / (2 * (labels.length - positives)),
    positive: labels.length / (2 * positives),
  };
}
