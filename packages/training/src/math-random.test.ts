import { describe, expect, it } from 'vitest';
import { withMathRandom } from './math-random.js';

describe('withMathRandom', () => {
  it('lends Math.random for the length of the call', () => {
    const original = Math.random;
    expect(
      withMathRandom(
        () => 0.25,
        () => Math.random(),
      ),
    ).toBe(0.25);
    expect(Math.random).toBe(original);
  });

  it('gives it back after an error', () => {
    const original = Math.random;
    const work = () => {
      throw new Error('broken');
    };
    expect(() => withMathRandom(() => 0.25, work)).toThrow('broken');
    expect(Math.random).toBe(original);
  });
});
