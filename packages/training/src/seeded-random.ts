/**
 * Seeded random numbers for what tfjs cannot seed: the order of rows and dropout.
 * Source: mulberry32 (T. Ettinger 2017), a 32-bit counter behind a hash; its period of 2^32 is ample for batches.
 * Not for cryptography.
 */

/** What a seed is used for: each purpose has a stream of its own, so that one does not shift the other. */
const streams = { initialiser: 0x1b873593, order: 0x2545f491, noise: 0x632be5ab } as const;
export type RandomStream = keyof typeof streams;

/** Uniform numbers in [0, 1), the same for the same seed and stream. */
export function seededRandom(seed: number, stream: RandomStream): () => number {
  let counter = deriveSeed(seed, stream);
  return () => {
    counter = (counter + 0x6d2b79f5) | 0;
    return hash(counter) / 2 ** 32;
  };
}

/**
 * A seed for one use of many.
 *
 * @returns an integer from 1 to 2^31 - 1; never 0, which tfjs takes for 'no seed'.
 */
export function deriveSeed(seed: number, stream: RandomStream, index = 0): number {
  const mixed = hash(hash(seed | 0) ^ hash((streams[stream] + index) | 0));
  return (mixed % (2 ** 31 - 1)) + 1;
}

/** Shuffles in place (Fisher and Yates). */
export function shuffle(indices: Uint32Array, random: () => number): void {
  for (let last = indices.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = indices[last] ?? 0;
    indices[last] = indices[other] ?? 0;
    indices[other] = held;
  }
}

/** mulberry32's output function: 32 bits in, 32 well mixed bits out. */
function hash(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 15), bits | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
