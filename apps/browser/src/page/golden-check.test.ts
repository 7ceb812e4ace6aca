import { describe, expect, it } from 'vitest';
import { goldenCheck } from './golden-check.js';

const golden = {
  formatVersion: 1,
  rows: [{ x: 1 }, { x: 2 }],
  expected: {
    label: ['1', '0'],
    probabilities: [
      [0.75, 0.25],
      [0.5, 0.5],
    ],
  },
};
/** Names that JavaScript would put into another order. */
const classes = ['1', '0'];
const scored = (p: number, label = '1') => [
  { label, probabilities: { 1: p, 0: 0.25 } },
  { label: '0', probabilities: { 1: 0.5, 0: 0.5 } },
];

describe('goldenCheck', () => {
  it('takes what is near, and says how near', () => {
    expect(goldenCheck(golden, scored(0.75), classes)).toEqual({ rows: 2, largestDifference: 0 });
    const near = goldenCheck(golden, scored(0.750_000_9), classes);
    expect(near.largestDifference).toBeCloseTo(9e-7, 10);
  });

  it.each<[string, ReturnType<typeof scored>, RegExp]>([
    ['another probability', scored(0.750_002), /0 of 2 labels differ, and probabilities by up to 2\.0e-6/],
    ['another label', scored(0.75, '0'), /1 of 2 labels differ/],
    ['a NaN', scored(Number.NaN), /by up to NaN/],
    ['a row too few', scored(0.75).slice(0, 1), /1 of 2 labels differ/],
  ])('refuses %s', (_, rows, message) => {
    expect(() => goldenCheck(golden, rows, classes)).toThrow(message);
  });
});
