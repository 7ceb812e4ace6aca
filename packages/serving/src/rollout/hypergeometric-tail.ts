/**
 * How surprising it is that so many of the hits are on one side: the exact tests of Fisher (1935) and of exceedances
 * (Gumbel and von Schelling 1950) are this tail. Exact, since a canary's side is often a hundred times smaller than the
 * other one, where the normal distribution is far off.
 */

/** An urn, and what was drawn from it without putting anything back. */
export interface Draw {
  /** Everything in the urn, and how many of it are hits. */
  readonly population: number;
  readonly hits: number;
  readonly drawn: number;
}

/** P(X ≥ `found`) of the hits among what was drawn, to about 9 digits however small it is. */
export function hypergeometricTail(found: number, { population, hits, drawn }: Draw): number {
  const misses = population - hits;
  if (found <= Math.max(0, drawn - misses)) return 1;
  const most = Math.min(drawn, hits);
  if (found > most) return 0;
  let term = Math.exp(
    logChoose(hits, found) + logChoose(misses, drawn - found) - logChoose(population, drawn),
  );
  let sum = 0;
  for (let x = found; x <= most; x++) {
    sum += term;
    term *= ((hits - x) * (drawn - x)) / ((x + 1) * (misses - drawn + x + 1));
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const exactFactorials = 20;

/** Stirling's series (Abramowitz and Stegun, 6.1.41): from 20 on its error is below 1e-12. */
function logFactorial(n: number): number {
  if (n < exactFactorials) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const series = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1260;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
