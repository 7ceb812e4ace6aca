/** Logistic models in one table row: an intercept and a weight for each term, and the draws from them. */

/** What weights refer to. Flags are 0 or 1; `years` is tenure / 12 and `logMonths` is ln(1 + tenure). */
export type Term =
  | 'senior'
  | 'partner'
  | 'dependents'
  | 'fiber'
  | 'noInternet'
  | 'phone'
  | 'multipleLines'
  | 'oneYear'
  | 'twoYear'
  | 'fiberMonthly'
  | 'years'
  | 'logMonths'
  | 'onlineSecurity'
  | 'onlineBackup'
  | 'deviceProtection'
  | 'techSupport'
  | 'streamingTv'
  | 'streamingMovies'
  | 'paperless'
  | 'electronicCheck';

export type Terms = Readonly<Partial<Record<Term, number>>>;

/** Weights of terms: log-odds where something is drawn, dollars on the price list. */
export type LinearScore = Readonly<{ intercept: number }> & Terms;

/** Whether a draw from the logistic model comes out as yes; `u` is uniform in (0, 1). */
export function drawFlag(u: number, score: LinearScore, terms: Terms): boolean {
  return u < 1 / (1 + Math.exp(-evaluate(score, terms)));
}

/** A draw from the multinomial logistic model: one score a value. */
export function drawValue<Value extends string>(
  u: number,
  scores: Readonly<Record<Value, LinearScore>>,
  terms: Terms,
): Value {
  // Object.keys of a literal gives its own keys only, in their order.
  const values = Object.keys(scores) as Value[];
  const position = drawPosition(
    u,
    values.map((value) => Math.exp(evaluate(scores[value], terms))),
  );
  const value = values[position];
  if (value === undefined) throw new RangeError('there must be at least one value to draw from');
  return value;
}

/** The position that `u` in (0, 1) falls on, each being as wide as its weight. */
export function drawPosition(u: number, weights: readonly number[]): number {
  const target = u * weights.reduce((total, weight) => total + weight, 0);
  let reached = 0;
  for (const [position, weight] of weights.entries()) {
    reached += weight;
    if (target < reached) return position;
  }
  // Rounding: the target is the total itself.
  return weights.findLastIndex((weight) => weight > 0);
}

/** `intercept` plus each weight times its term; absent terms are 0. */
export function evaluate(score: LinearScore, terms: Terms): number {
  let total = score.intercept;
  // Object.entries types keys as string; the object's type says that they are terms.
  for (const [term, weight] of Object.entries(score) as [Term | 'intercept', number][])
    if (term !== 'intercept') total += weight * (terms[term] ?? 0);
  return total;
}
