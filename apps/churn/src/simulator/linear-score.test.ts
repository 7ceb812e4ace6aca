import { describe, expect, it } from 'vitest';
import { drawFlag, drawPosition, drawValue } from './linear-score.js';

describe('drawFlag', () => {
  it('says yes below the probability of the logistic model', () => {
    const score = { intercept: 0, senior: Math.log(3), years: -1 };
    expect(drawFlag(0.49, score, {})).toBe(true);
    expect(drawFlag(0.51, score, {})).toBe(false);
    expect(drawFlag(0.74, score, { senior: 1 })).toBe(true); // odds 3 to 1
    expect(drawFlag(0.76, score, { senior: 1 })).toBe(false);
    expect(drawFlag(0.49, score, { senior: 1, years: Math.log(3) })).toBe(true); // the terms cancel
    expect(drawFlag(0.51, score, { senior: 1, years: Math.log(3) })).toBe(false);
  });
});

describe('drawValue', () => {
  const scores = { a: { intercept: 0 }, b: { intercept: 0, senior: Math.log(2) } };

  it('gives each value its share of the exponentials', () => {
    expect(drawValue(0.49, scores, {})).toBe('a');
    expect(drawValue(0.51, scores, {})).toBe('b');
    expect(drawValue(0.32, scores, { senior: 1 })).toBe('a'); // 1/3 and 2/3
    expect(drawValue(0.34, scores, { senior: 1 })).toBe('b');
  });
});

describe('drawPosition', () => {
  it('gives each position the width of its weight, and none to weight 0', () => {
    const draws = [0.01, 0.24, 0.26, 0.99].map((u) => drawPosition(u, [0, 1, 0, 3, 0]));
    expect(draws).toEqual([1, 1, 3, 3]);
  });

  it('gives the last position with a weight when rounding reaches the total', () => {
    expect(drawPosition(1, [1, 2, 0])).toBe(1);
  });
});
