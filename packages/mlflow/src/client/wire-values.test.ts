import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  aliasName,
  artifactPath,
  doubleAnswer,
  int64,
  int64Answer,
  key,
  versionNumber,
  wireDouble,
} from './wire-values.js';

const accepts = (schema: z.ZodType) => (value: unknown) => schema.safeParse(value).success;

describe('key', () => {
  it.each(['loss', 'a/b', 'a b', 'a:b', 'a.b-c_d', 'é', 'k'.repeat(250)])('takes %j', (name) => {
    expect(key.safeParse(name).success).toBe(true);
  });

  it.each([
    '',
    'a=b',
    'a,b',
    'a[0]',
    'a@b',
    'a#b',
    'a\\b',
    'a\nb',
    '../x',
    'a//b',
    '/a',
    '.',
    '...',
    'a/',
    'a/../b',
    'k'.repeat(251),
  ])('refuses %j, as the server does or should', (name) => {
    expect(key.safeParse(name).success).toBe(false);
  });
});

describe('wireDouble', () => {
  it('writes NaN and the infinities as text, for a bare one loses the fields after it', () => {
    const values = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(values.map((value) => wireDouble.parse(value))).toEqual([0.5, 'NaN', 'Infinity', '-Infinity']);
  });
});

describe('doubleAnswer', () => {
  it('reads NaN from text and the largest double as the infinity that was stored', () => {
    const answers = [0.5, 'NaN', 1.7976931348623157e308, -1.7976931348623157e308];
    expect(answers.map((answer) => doubleAnswer.parse(answer))).toEqual([
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });
});

describe('int64', () => {
  it('refuses fractions, which a server stores as 0, and what a double cannot hold', () => {
    expect([3, -1, 2 ** 53 - 1, 0.5, 2 ** 53, Number.NaN].map(accepts(int64))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is read from a number or from text', () => {
    expect([int64Answer.parse(1795248711678), int64Answer.parse('1795248711678')]).toEqual([
      1795248711678, 1795248711678,
    ]);
  });
});

describe('artifactPath', () => {
  it('is a relative path without a way out', () => {
    expect(['a', 'model/a b é%.txt', '...'].map(accepts(artifactPath))).toEqual([true, true, true]);
    expect(
      ['', '/a', 'a/', 'a//b', '..', 'a/../b', './a', 'a#b', 'C:\\x'].map(accepts(artifactPath)),
    ).toEqual(Array(9).fill(false));
  });
});

describe('aliasName', () => {
  it('refuses the names that mean something else in the URI of a model', () => {
    expect(['champion', 'a-b_c', 'é', '123'].map(accepts(aliasName))).toEqual([true, true, true, true]);
    expect(['latest', 'Latest', 'v1', 'V22', 'a b', 'a.b', ''].map(accepts(aliasName))).toEqual(
      Array(7).fill(false),
    );
  });
});

describe('versionNumber', () => {
  it('is text on the wire', () => {
    expect(versionNumber.parse(7)).toBe('7');
    expect(versionNumber.safeParse(0).success).toBe(false);
  });
});
