import { describe, expect, it } from 'vitest';
import { type DataFailure, FailureCollector } from './data-failure.js';

const failure: DataFailure = { row: 1, column: 'age', rule: 'min', expected: 'at least 0', received: '-1' };

describe('FailureCollector', () => {
  it('counts by column and rule', () => {
    const collector = new FailureCollector();
    for (const column of ['age', 'age', 'income']) collector.add({ ...failure, column });
    collector.add({ ...failure, rule: 'max' });
    expect(collector.count).toBe(4);
    expect(collector.summary).toEqual([
      { column: 'age', rule: 'min', count: 2 },
      { column: 'income', rule: 'min', count: 1 },
      { column: 'age', rule: 'max', count: 1 },
    ]);
  });

  it('orders by row, and keeps the order of columns within a row', () => {
    const collector = new FailureCollector();
    collector.add({ ...failure, row: 2 });
    collector.add({ ...failure, row: 1, column: 'b' });
    collector.add({ ...failure, row: 1, column: 'a' });
    expect(collector.failures.map(({ row, column }) => `${row} ${column}`)).toEqual(['1 b', '1 a', '2 age']);
  });

  it('holds 10 000 and counts all', () => {
    const collector = new FailureCollector();
    for (let row = 1; row <= 10_005; row++) collector.add({ ...failure, row });
    expect(collector.failures).toHaveLength(10_000);
    expect(collector.count).toBe(10_005);
  });

  it('cuts what came at 40 characters, never inside one', () => {
    const collector = new FailureCollector();
    collector.add({ ...failure, received: 'x'.repeat(40) });
    collector.add({ ...failure, received: '😀'.repeat(1000) });
    expect(collector.failures.map(({ received }) => received)).toEqual([
      'x'.repeat(40),
      `${'😀'.repeat(40)}…`,
    ]);
  });
});
