/** Conversion between float32 and the bits of IEEE 754 binary16, rounding to nearest, ties to even, as numpy does. */

/** 65520, from where on the nearest binary16 is infinite, as float32 bits. */
const firstInfinite = 0x477ff000;
const infinity32 = 0x7f800000;
/** 2^-14, the smallest normal binary16, as float32 bits. */
const firstNormal = 0x38800000;
/** The difference of the exponents' biases, 127 and 15, in place. */
const rebias = 0x38000000;

// Loops and not Uint16Array.from, which takes ten times as long: seconds for a model of 25 million weights.

/** The bits of each value; what is too large becomes infinite. */
export function toFloat16Bits(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const result = new Uint16Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = roundToFloat16(words[i] ?? 0, values[i] ?? 0);
  return result;
}

/** The values of such bits, exactly. */
export function fromFloat16Bits(bits: Uint16Array): Float32Array {
  const result = new Float32Array(bits.length);
  for (let i = 0; i < result.length; i++) result[i] = float16Value(bits[i] ?? 0);
  return result;
}

/** `word` is the bits of `value`. */
function roundToFloat16(word: number, value: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > infinity32) return sign | 0x7e00;
  if (magnitude >= firstInfinite) return sign | 0x7c00;
  if (magnitude >= firstNormal)
    return sign | ((magnitude - rebias + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  return sign | roundToEven(Math.abs(value) * 2 ** 24);
}

function float16Value(word: number): number {
  const sign = word >> 15 === 0 ? 1 : -1;
  const exponent = (word >> 10) & 31;
  const fraction = word & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // Below 2^-14 there is no leading one.
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
