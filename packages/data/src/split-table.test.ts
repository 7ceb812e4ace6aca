import { join } from 'node:path';
import { type FeatureSchema, featureSchema, type Table } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { concatTables } from './concat-tables.js';
import { readTable } from './read-table.js';
import { selectRows } from './select-rows.js';
import { splitTable } from './split-table.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});
const options = { validation: 0.15, test: 0.15, seed: 7 };

function people(rows: number, first = 0): Table {
  const numbers = Array.from({ length: rows }, (_, i) => first + i);
  return {
    rows,
    columns: { id: numbers.map((n) => `id-${n}`), left: numbers.map((n) => (n % 4 === 0 ? 'Yes' : 'No')) },
  };
}

function keysOf(table: Table): readonly string[] {
  const keys = table.columns.id;
  if (keys === undefined || keys instanceof Float64Array)
    throw new TypeError('the table must have text keys');
  return keys;
}

function positiveShare(table: Table, label: string): number {
  return (
    Array.from<unknown>(table.columns[label] ?? []).filter((value) => value === 'Yes').length / table.rows
  );
}

describe('splitTable', () => {
  it('puts each row into one split, in the order of the table', () => {
    const table = people(400);
    const { train, validation, test } = splitTable(table, schema, options);
    const keys = [train, validation, test].flatMap(keysOf);
    expect(new Set(keys)).toEqual(new Set(keysOf(table)));
    expect(keys).toHaveLength(400);
    const order = keysOf(train).map((key) => Number(key.slice(3)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('cuts at the hash that any SHA-256 gives', () => {
    // Python: int(hashlib.sha256(b'[7,"Yes","id-0"]').hexdigest()[:13], 16) / 2**52, and so on for the others.
    const { train, validation, test } = splitTable(people(400), schema, options);
    const among = (table: Table) => keysOf(table).filter((key) => /^id-[0-7]$/.test(key));
    expect({ train: among(train), validation: among(validation), test: among(test) }).toEqual({
      train: ['id-0', 'id-3', 'id-6', 'id-7'], // 0.382, 0.346, 0.528, 0.778
      validation: ['id-1', 'id-4', 'id-5'], // 0.216, 0.252, 0.297
      test: ['id-2'], // 0.110
    });
  });

  it('leaves rows where they are when others come, go or change places', () => {
    const small = splitTable(people(300), schema, options);
    const shuffled = selectRows(
      people(600),
      Array.from({ length: 600 }, (_, i) => (i * 7) % 600),
    );
    const large = splitTable(shuffled, schema, options);
    const early = (table: Table) => keysOf(table).filter((key) => Number(key.slice(3)) < 300);
    for (const name of ['train', 'validation', 'test'] as const)
      expect(new Set(early(large[name]))).toEqual(new Set(keysOf(small[name])));
  });

  it('leaves the test split alone when the share of validation changes', () => {
    const before = splitTable(people(300), schema, options);
    const after = splitTable(people(300), schema, { ...options, validation: 0.3 });
    expect(after.test).toEqual(before.test);
  });

  it('splits otherwise with another seed', () => {
    const before = splitTable(people(300), schema, options);
    const after = splitTable(people(300), schema, { ...options, seed: 8 });
    expect(keysOf(after.test)).not.toEqual(keysOf(before.test));
  });

  it('throws DATA_SPLIT_LACKS_CLASS with the counts of all splits that cannot be used', () => {
    const onlyNo = selectRows(people(40), [1, 2, 3]);
    expect(() => splitTable(concatTables([onlyNo]), schema, options)).toThrow(
      expect.objectContaining({
        code: 'DATA_SPLIT_LACKS_CLASS',
        kind: 'dataInvalid',
        message: expect.stringMatching(
          /of 3 rows train has \d, none with the label .*Yes; validation has .*; test has/,
        ),
      }),
    );
  });

  it('throws DATA_SPLIT_LACKS_CLASS for a table without rows', () => {
    expect(() => splitTable(people(0), schema, options)).toThrow(
      expect.objectContaining({ code: 'DATA_SPLIT_LACKS_CLASS' }),
    );
  });

  it('throws DATA_OPTIONS_INVALID with all problems', () => {
    expect(() => splitTable(people(9), schema, { validation: 0, test: 1.5, seed: 0.5 })).toThrow(
      expect.objectContaining({
        code: 'DATA_OPTIONS_INVALID',
        message: expect.stringMatching(/validation must be above 0.*validation \+ test.*seed/),
      }),
    );
  });

  it('throws DATA_TABLE_MISUSED for a table without keys', () => {
    expect(() => splitTable({ rows: 1, columns: { left: ['No'] } }, schema, options)).toThrow(
      expect.objectContaining({ code: 'DATA_TABLE_MISUSED', kind: 'bug' }),
    );
  });
});

const testData = process.env.WAYMARK_TEST_DATA;

describe.skipIf(!testData)('splitTable on the Telco file (needs WAYMARK_TEST_DATA)', () => {
  const telco: FeatureSchema = featureSchema.parse({
    columns: [
      { name: 'customerID', type: 'text', role: 'key' },
      { name: 'Churn', type: 'category', role: 'label', values: ['No', 'Yes'] },
    ],
  });

  // 26.54 % of 7043 rows leave. Three binomial standard errors: sizes √(7043 · 0.15 · 0.85) = 30, shares of
  // churn √(0.2654 · 0.7346 / 1056) = 0.0136 in the small splits.
  it.each([1, 7, 20])('has sizes and class shares within binomial noise (seed %i)', async (seed) => {
    const { table } = await readTable(join(testData ?? '', 'telco-customer-churn', 'telco.csv'), telco);
    const splits = splitTable(table, telco, { ...options, seed });
    for (const split of [splits.validation, splits.test]) {
      expect(Math.abs(split.rows - 1056)).toBeLessThan(90);
      expect(Math.abs(positiveShare(split, 'Churn') - 0.2654)).toBeLessThan(0.041);
    }
    expect(Math.abs(positiveShare(splits.train, 'Churn') - 0.2654)).toBeLessThan(0.02);
  });
});
