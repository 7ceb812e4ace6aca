/** Rows of the tiny model with its answers to them, which are literals. */

import { tinyProbabilities, tinyRows } from '../testing/tiny-model.js';
import { canary } from './fuzz-request.js';
import type { Random } from './random.js';

export interface ValidRow {
  readonly age: number;
  readonly income: number | null;
  readonly city: string;
}

export interface ValidRows {
  readonly rows: readonly ValidRow[];
  readonly expected: readonly number[];
}

/** Rows in any order and number. Any city that the model does not know counts as Paris does. */
export function validRows(random: Random): ValidRows {
  const indices = Array.from({ length: 1 + random.below(random.isLuckyIn(20) ? 300 : 5) }, () =>
    random.below(tinyRows.length),
  );
  return {
    rows: indices.map((index): ValidRow => {
      const { age, income, city } = tinyRows[index] ?? tinyRows[0];
      return { age, income, city: city === 'Paris' ? `${canary} 🐦 "${index}"` : city };
    }),
    expected: indices.map((index) => tinyProbabilities[1][index] ?? Number.NaN),
  };
}
