/**
 * Random numbers by counter: each is a pure function of (seed, row, stream), so a row never depends on how many rows or
 * columns were drawn before it. Source: the 32-bit finaliser of MurmurHash3 (A. Appleby), applied once for each of the
 * three; it is a bijection with full avalanche. Not for cryptography.
 */

/** A uniform number in (0, 1) with 32 bits. `seed`, `row` and `stream` are integers. */
export function uniform(seed: number, row: number, stream: number): number {
  const bits = mix(mix(mix(seed) + row) + Math.imul(stream + 1, 0x9e3779b9));
  return (bits + 0.5) / 2 ** 32;
}

/** A standard normal number from two uniform ones in (0, 1). Source: Box and Muller 1958, the cosine half. */
export function normal(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
}

function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
