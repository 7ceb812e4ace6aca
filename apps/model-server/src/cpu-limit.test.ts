import { describe, expect, it } from 'vitest';
import { parseCpuMax, workersFor } from './cpu-limit.js';

describe('parseCpuMax', () => {
  it.each([
    ['200000 100000\n', 2],
    ['50000 100000\n', 0.5],
    ['max 100000\n', Number.POSITIVE_INFINITY],
    ['', Number.POSITIVE_INFINITY],
  ])('reads %j', (text, processors) => {
    expect(parseCpuMax(text)).toBe(processors);
  });
});

describe('workersFor', () => {
  it('leaves one processor to HTTP, and has one worker at least and four at most', () => {
    expect([0.5, 1, 2, 3.9, 5, 64].map(workersFor)).toEqual([1, 1, 1, 2, 4, 4]);
  });
});
