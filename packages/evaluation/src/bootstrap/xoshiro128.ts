/**
 * xoshiro128**, a small fast random generator, so that intervals depend on a seed and on no runtime's Math.random.
 * Blackman & Vigna 2021, https://prng.di.unimi.it/xoshiro128starstar.c; not for secrets.
 */

export type Random = () => number;

/** Numbers from 0 up to but without 1, the same ones for the same seed. `seed` is any safe integer. */
export function seededRandom(seed: number): Random {
  const nextUint32 = xoshiro128(seedState(seed));
  return () => nextUint32() / 2 ** 32;
}

/** Unsigned 32-bit integers from four 32-bit words of state, not all of them 0. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** Spreads a seed over the state, so that neighbouring seeds give unrelated numbers. At most one word can be 0. */
function seedState(seed: number): [number, number, number, number] {
  const start = (seed ^ mix(Math.floor(seed / 2 ** 32))) | 0;
  const golden = 0x9e3779b9;
  return [mix(start), mix(start + golden), mix(start + 2 * golden), mix(start + 3 * golden)];
}

/** MurmurHash3's 32-bit finaliser: one to one, and each bit of the word moves about half of the result's. */
function mix(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
