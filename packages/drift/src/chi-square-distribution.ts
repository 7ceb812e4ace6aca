/**
 * The chi-square distribution's upper tail and its inverse, by the regularised incomplete gamma function: a power
 * series below the mean and a continued fraction above it, so that neither tail is lost to 1 - p.
 * Source: Abramowitz & Stegun 6.5.29 and 6.5.31 (gamma), 26.4.19 (chi-square); Lanczos 1964 (log-gamma).
 * Leaves out the density, the lower tail and non-central variants.
 */

/** Terms of the series and the fraction; both converge in about 10·√(df) of them. */
const maxTerms = 10_000;
const relativePrecision = 1e-16;

/** P(X > x) for X ~ χ² with the degrees of freedom; relative error below 1e-10 down to 1e-300. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const a = degreesOfFreedom / 2;
  const z = x / 2;
  return z < a + 1 ? 1 - lowerGammaSeries(a, z) : upperGammaFraction(a, z);
}

/**
 * The x with P(X > x) = `upperTail`, by bisection on `chiSquareSurvival`.
 *
 * @param upperTail - in (0, 1]
 */
export function chiSquareQuantile(upperTail: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = Math.max(1, degreesOfFreedom);
  while (chiSquareSurvival(high, degreesOfFreedom) > upperTail) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (chiSquareSurvival(middle, degreesOfFreedom) > upperTail) low = middle;
    else high = middle;
  }
  return high;
}

/** P(a, z) = zᵃe⁻ᶻ/Γ(a) · Σ zⁿ / (a(a+1)…(a+n)). */
function lowerGammaSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < maxTerms && term > sum * relativePrecision; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum * gammaFactor(a, z);
}

/** Q(a, z) by its continued fraction, evaluated forwards (modified Lentz), so that no depth is guessed. */
function upperGammaFraction(a: number, z: number): number {
  const tiny = 1e-300;
  let b = z + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < maxTerms; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / nonZero(b + numerator * d, tiny);
    c = nonZero(b + numerator / c, tiny);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 4 * relativePrecision) break;
  }
  return fraction * gammaFactor(a, z);
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** zᵃe⁻ᶻ/Γ(a), through logarithms: each factor alone overflows. */
function gammaFactor(a: number, z: number): number {
  return Math.exp(a * Math.log(z) - z - logGamma(a));
}

const lanczosShift = 7;
const lanczosFirst = 0.99999999999980993;
const lanczosCoefficients = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(a) for a >= 0.5, which half a degree of freedom is the least of. */
function logGamma(a: number): number {
  const sum = lanczosCoefficients.reduce(
    (total, coefficient, i) => total + coefficient / (a + i),
    lanczosFirst,
  );
  const t = a + lanczosShift - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (a - 0.5) * Math.log(t) - t + Math.log(sum);
}
