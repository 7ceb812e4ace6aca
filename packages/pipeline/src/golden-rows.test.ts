import { describe, expect, it } from 'vitest';
import { makeGoldenRows } from './golden-rows.js';
import { tinySchema, tinyTable } from './testing/tiny-project.js';

describe('makeGoldenRows', () => {
  const rows = makeGoldenRows(tinyTable({ rows: 80, seed: 1 }), tinySchema);

  it('holds features alone: no key, no label', () => {
    for (const row of rows) expect(Object.keys(row)).toEqual(['age', 'income', 'city']);
  });

  it('holds missing, empty, unseen, huge and negative values', () => {
    expect(rows.map(({ income }) => income)).toContain(null);
    expect(rows.map(({ city }) => city)).toEqual(expect.arrayContaining(['', 'a value that was never seen']));
    expect(rows.map(({ age }) => age)).toEqual(expect.arrayContaining([2 ** 30, -(2 ** 30), 0]));
  });

  it('puts null only where the schema allows a missing value', () => {
    for (const { age, city } of rows) expect([age, city]).not.toContain(null);
  });

  it('works on a single row', () => {
    expect(makeGoldenRows(tinyTable({ rows: 1, seed: 1 }), tinySchema).length).toBeGreaterThan(5);
  });
});
