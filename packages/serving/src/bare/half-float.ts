/** IEEE 754 binary16, as FP16 tensors hold it: 1 bit of sign, 5 of exponent, 10 of fraction. Node.js 20 has no array of them. */

const fractionSteps = 1024;
const bias = 15;

/** The number of 16 bits, exactly. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / fractionSteps;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * 2 ** (1 - bias) * fraction;
  return sign * 2 ** (exponent - bias) * (1 + fraction);
}
