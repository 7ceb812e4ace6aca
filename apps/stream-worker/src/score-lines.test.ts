import { describe, expect, it } from 'vitest';
import type { RowOutcome } from './row-scorer.js';
import { scoreLines } from './score-lines.js';

/** Tells how many rows came together, and refuses the row that is 'bad'. */
const scorer = {
  score: async (rows: readonly unknown[]): Promise<readonly RowOutcome[]> =>
    rows.map((row) => {
      if (row === 'bad') return { key: 'k', error: 'must be good' };
      return {
        ...{ key: row, label: 'Yes', probability: rows.length, probabilities: {} },
        ...{ id: 'i', model_version: '1' },
      };
    }),
};
const outcomes = async (lines: readonly (string | undefined)[], before = 0) =>
  (await scoreLines(scorer, lines, before)).map((line) => JSON.parse(line));

describe('scoreLines', () => {
  it('answers each line in order, and tells the number of one that is wrong', async () => {
    expect(await outcomes(['1', '"bad"', '{', undefined, '2'], 10)).toMatchObject([
      { key: 1, probability: 3 },
      { key: 'k', error: 'must be good', line: 12 },
      { error: 'the line must be a JSON object {column: value}', line: 13 },
      { error: 'the line is too long', line: 14 },
      { key: 2, probability: 3 },
    ]);
  });

  it('counts blank lines, and answers none', async () => {
    expect(await outcomes(['', ' \t', '"bad"'])).toMatchObject([{ line: 3 }]);
  });

  it('asks for 1000 rows at most at once', async () => {
    const answers = await outcomes(Array.from({ length: 1200 }, (_, i) => String(i)));
    expect(answers.map(({ key }) => key)).toEqual(Array.from({ length: 1200 }, (_, i) => i));
    expect(new Set(answers.map(({ probability }) => probability))).toEqual(new Set([1000, 200]));
  });

  it('never repeats what came', async () => {
    expect((await scoreLines(scorer, ['{"secret'], 0)).join()).not.toContain('secret');
  });
});
