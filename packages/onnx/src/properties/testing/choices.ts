/** For tests: reproducible choices. The same seed makes the same ones, on any machine. */

import { randomNumbers } from '../../testing/random-numbers.js';

export interface Choices {
  /** From `low` to `high`, both possible. */
  integer(low: number, high: number): number;
  /** True in this share of all calls. */
  chance(share: number): boolean;
  oneOf<T>(list: readonly T[]): T;
}

export function choicesOf(seed: number): Choices {
  const next = randomNumbers(seed);
  const integer = (low: number, high: number): number =>
    low + Math.min(Math.floor(((next() + 1) / 2) * (high - low + 1)), high - low);
  return {
    integer,
    chance: (share) => (next() + 1) / 2 < share,
    oneOf: (list) => {
      const [chosen] = list.slice(integer(0, list.length - 1));
      if (chosen === undefined) throw new TypeError('there must be something to choose from');
      return chosen;
    },
  };
}
