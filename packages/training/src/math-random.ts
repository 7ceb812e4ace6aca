/**
 * Lends `Math.random` a seeded generator. tfjs draws dropout and noise masks from `Math.random` unless the layer has a
 * seed of its own, and a seeded Dropout layer repeats one mask for ever. There is no third way to a repeatable fit.
 */

/**
 * Runs `work` with `random` in the place of `Math.random` and puts the old one back, also after an error.
 * `work` is synchronous on purpose: no other code of the process ever sees the seeded generator.
 */
export function withMathRandom<T>(random: () => number, work: () => T): T {
  const original = Math.random;
  Math.random = random;
  try {
    return work();
  } finally {
    Math.random = original;
  }
}
