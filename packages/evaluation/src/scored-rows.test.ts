import { describe, expect, it } from 'vitest';
import { groupsOfSample, scoreRows } from './scored-rows.js';

const rows = scoreRows(Uint8Array.of(1, 0, 1, 0), [0.75, 0.25, 0.25, 0.5]);

describe('scoreRows', () => {
  it('counts the classes at each distinct score, ascending', () => {
    expect(rows.groups).toEqual([
      { score: 0.25, positives: 1, negatives: 1 },
      { score: 0.5, positives: 0, negatives: 1 },
      { score: 0.75, positives: 1, negatives: 0 },
    ]);
  });

  it('treats 0 and -0 as one score', () => {
    expect(scoreRows(Uint8Array.of(1, 0), [0, -0]).groups).toHaveLength(1);
  });
});

describe('groupsOfSample', () => {
  it('counts a row as often as it was drawn', () => {
    expect(groupsOfSample(rows, Int32Array.of(0, 0, 3, 1))).toEqual([
      { score: 0.25, positives: 0, negatives: 1 },
      { score: 0.5, positives: 0, negatives: 1 },
      { score: 0.75, positives: 2, negatives: 0 },
    ]);
  });

  it('refuses a row that does not exist', () => {
    expect(() => groupsOfSample(rows, Int32Array.of(4))).toThrow('row 4 is not among the 4 scored rows');
  });
});
