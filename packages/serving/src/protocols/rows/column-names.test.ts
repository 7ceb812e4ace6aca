import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { columnNameProblems } from './column-names.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });

describe('columnNameProblems', () => {
  it('finds nothing wrong with the model’s inputs in any order', () => {
    expect(columnNameProblems(['city', 'age', 'income'], contract)).toEqual([]);
  });

  it('tells unknown, missing and repeated columns apart', () => {
    expect(columnNameProblems(['age', 'town', 'age', 'age'], contract)).toEqual([
      'unknown columns at place 1',
      'missing columns income (null when it is not known), city',
      'repeated columns age, age',
    ]);
    expect(columnNameProblems([], contract)).toEqual([
      'missing columns age, income (null when it is not known), city',
    ]);
  });

  it('does not tell more places than a person reads', () => {
    const names = ['age', 'income', 'city', ...Array.from({ length: 22 }, () => 'x')];
    const [problem] = columnNameProblems(names, contract);
    expect(problem).toMatch(/^unknown columns at place 3, 4, .*, 22 and 2 more$/);
  });
});
