import { describe, expect, it } from 'vitest';
import { assertValid } from './assert-valid.js';
import type { DataFailure } from './data-failure.js';

const table = { rows: 1, columns: { age: Float64Array.of(1) } };
const failure: DataFailure = { row: 3, column: 'age', rule: 'min', expected: 'at least 0', received: '-1' };

describe('assertValid', () => {
  it('gives the table when nothing failed', () => {
    expect(assertValid('rows.csv', { table, failures: [], failureCount: 0, failureSummary: [] })).toBe(table);
  });

  it('throws DATA_INVALID with each failure, the counts and what to do', () => {
    const failures = [
      failure,
      { ...failure, row: 4, received: '' },
      { ...failure, row: null, received: 'a\nb' },
    ];
    const failureSummary = [{ column: 'age', rule: 'min', count: 3 }] as const;
    expect(() => assertValid('rows.csv', { table, failures, failureCount: 3, failureSummary })).toThrow(
      expect.objectContaining({
        code: 'DATA_INVALID',
        kind: 'dataInvalid',
        message:
          "rows.csv must keep the schema's rules; 3 cells break them:\n" +
          '  row 3, age (min): must be at least 0; got "-1"\n' +
          '  row 4, age (min): must be at least 0; got a blank\n' +
          '  age (min): must be at least 0; got "a\\nb"\n' +
          'By column and rule:\n' +
          '  age, min: 3\n' +
          'Correct these cells, or change the schema if they are right',
      }),
    );
  });

  it('shows 20 failures of many', () => {
    const failures = Array.from({ length: 30 }, (_, i) => ({ ...failure, row: i + 1 }));
    const failureSummary = [{ column: 'age', rule: 'min', count: 12_000 }] as const;
    const result = { table, failures, failureCount: 12_000, failureSummary };
    expect(() => assertValid('rows.csv', result)).toThrow(/12000 cells break them; the first 20:/);
    expect(() => assertValid('rows.csv', result)).not.toThrow(/row 21/);
  });
});
