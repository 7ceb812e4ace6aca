import type { FeatureSchema } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { rowProblems } from './check-row.js';

const feature = { role: 'feature', nullable: false } as const;
const schema: FeatureSchema = {
  columns: [
    { name: 'id', type: 'text', role: 'key', nullable: false },
    { ...feature, name: 'age', type: 'integer' },
    { ...feature, name: 'income', type: 'number', nullable: true },
    { ...feature, name: 'city', type: 'category', values: ['Oslo'] },
  ],
};

describe('rowProblems', () => {
  it('takes what the server takes: missing where it may be, and categories that training never saw', () => {
    expect(rowProblems({ age: 30, income: 1.5, city: 'Oslo' }, schema)).toEqual([]);
    expect(rowProblems({ age: 30, income: null, city: 'Paris' }, schema)).toEqual([]);
  });

  it('tells every problem', () => {
    expect(rowProblems({ age: 1.5, income: Number.NaN, city: null }, schema)).toEqual([
      'column age: must be a whole number',
      'column income: must be a number, or not known',
      'column city: must be text',
    ]);
    expect(rowProblems({ age: 2 ** 53, income: null, city: 'Oslo' }, schema)).toHaveLength(1);
    expect(rowProblems({ age: 30, income: null, city: 'Oslo\0' }, schema)).toHaveLength(1);
  });
});
