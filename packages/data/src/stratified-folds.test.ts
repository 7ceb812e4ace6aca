import { featureSchema, type Table } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { selectRows } from './select-rows.js';
import { stratifiedFolds } from './stratified-folds.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'integer', role: 'key' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

function people(rows: number): Table {
  const numbers = Array.from({ length: rows }, (_, i) => i);
  return {
    rows,
    columns: { id: Float64Array.from(numbers), left: numbers.map((n) => (n % 4 === 0 ? 'Yes' : 'No')) },
  };
}

function countByFold(table: Table, folds: Uint8Array, label: string): readonly number[] {
  const counts = [0, 0, 0, 0, 0];
  folds.forEach((fold, row) => {
    if (table.columns.left?.[row] === label) counts[fold] = (counts[fold] ?? 0) + 1;
  });
  return counts;
}

describe('stratifiedFolds', () => {
  it('deals each class out evenly', () => {
    const table = people(103); // 26 Yes, 77 No
    const folds = stratifiedFolds(table, schema, { folds: 5, seed: 1 });
    expect(countByFold(table, folds, 'Yes')).toEqual([6, 5, 5, 5, 5]);
    expect(countByFold(table, folds, 'No')).toEqual([16, 16, 15, 15, 15]);
  });

  it('does not depend on the order of rows', () => {
    const table = people(60);
    const order = Array.from({ length: 60 }, (_, i) => (i * 7) % 60);
    const folds = stratifiedFolds(table, schema, { folds: 5, seed: 1 });
    const reordered = stratifiedFolds(selectRows(table, order), schema, { folds: 5, seed: 1 });
    expect(Array.from(reordered)).toEqual(order.map((row) => folds[row]));
  });

  it('deals otherwise with another seed', () => {
    const first = stratifiedFolds(people(60), schema, { folds: 5, seed: 1 });
    expect(stratifiedFolds(people(60), schema, { folds: 5, seed: 2 })).not.toEqual(first);
  });

  it.each([1, 2.5, 256, 61])('throws DATA_OPTIONS_INVALID for %d folds of 60 rows', (folds) => {
    expect(() => stratifiedFolds(people(60), schema, { folds, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'DATA_OPTIONS_INVALID', kind: 'usage' }),
    );
  });
});
