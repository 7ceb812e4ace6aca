import { describe, expect, it } from 'vitest';
import { Problems } from '../problems.js';
import { parseTerms } from './parameters.js';

function parse(parameters: unknown) {
  const problems = new Problems();
  const terms = parseTerms(parameters, problems);
  problems.throwIfAny();
  return terms;
}

describe('parseTerms', () => {
  it('takes a timeout in microseconds; 0 and none are none', () => {
    const timeoutOf = (parameters: object) => parse(parameters)?.timeoutMs;
    expect([{ timeout: 1500 }, { timeout: 0 }, {}].map(timeoutOf)).toEqual([1.5, undefined, undefined]);
  });

  it('takes a priority: 1 goes first, and 0 and none are 5', () => {
    const priorityOf = (priority: number) => parse({ priority })?.priority;
    expect([1, 4, 0, 5, 6, 2 ** 53 - 1].map(priorityOf)).toEqual([-4, -1, 0, 0, 1, 2 ** 53 - 6]);
    expect(parse({ timeout: 7 })).toEqual({ timeoutMs: 0.007, priority: 0 });
  });

  it('is nothing where neither is asked for', () => {
    expect([undefined, {}, { sequence_id: 3 }].map(parse)).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    [
      'a timeout that is none',
      { timeout: -1 },
      'timeout must be a whole number of microseconds, got less than 0',
    ],
    ['a timeout as text', { timeout: '1' }, 'timeout must be a whole number of microseconds, got text'],
    [
      'a priority with a fraction',
      { priority: 1.5 },
      'priority must be a whole number, 1 for the first and 0 for the default, got a number with a fraction',
    ],
    [
      'a priority that was rounded',
      { priority: 2 ** 60 },
      'priority must be a whole number, 1 for the first and 0 for the default, got one beyond 2^53',
    ],
  ])('refuses %s', (_, parameters, message) => {
    expect(() => parse(parameters)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', message }));
  });
});
