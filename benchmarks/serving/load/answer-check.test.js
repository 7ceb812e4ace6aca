import { describe, expect, it } from 'vitest';
import { checkAnswer } from './answer-check.js';

const check = { format: 'open-inference', output: 'p', expected: { 1: [[0.25, 0.75]], '*': [[0.5, 0.5]] } };
const answer = (data, version) =>
  JSON.stringify({
    model_version: version,
    outputs: [
      { name: 'label', data: ['yes'] },
      { name: 'p', data },
    ],
  });

describe('checkAnswer', () => {
  it('takes what the version says of the row, near enough', () => {
    expect(checkAnswer(check, 0, answer([0.250001, 0.749999], '1'))).toEqual({ version: '1' });
  });

  it('takes what any version says where the answer’s own is not listed, or none is named', () => {
    expect(checkAnswer(check, 0, answer([0.5, 0.5], '2'))).toEqual({ version: '2' });
    expect(checkAnswer(check, 0, answer([[0.5, 0.5]]))).toEqual({ version: '' });
  });

  it.each([
    ['another number', answer([0.2501, 0.75], '1'), /row 0, version 1: must be 0.25, 0.75, got 0.2501, 0.75/],
    ['too few numbers', answer([0.25], '1'), /got 0.25$/],
    ['no such output', '{"outputs":[]}', /must be 0.5, 0.5, got $/],
    ['what is no JSON', '<html>', /got <html>/],
  ])('refuses %s', (_, body, problem) => {
    expect(checkAnswer(check, 0, body).problem).toMatch(problem);
  });

  it('refuses an answer to a row that has none', () => {
    expect(checkAnswer(check, 1, answer([0.5, 0.5])).problem).toMatch(/^row 1: must be , got 0.5/);
  });

  it('reads rows of the predict protocol and bare probabilities', () => {
    const rows = '{"model_version":"1","predictions":[{"label":"yes","p":{"no":0.25,"yes":0.75}}]}';
    expect(checkAnswer({ ...check, format: 'predictions' }, 0, rows)).toEqual({ version: '1' });
    expect(checkAnswer({ ...check, format: 'probabilities' }, 0, '{"p":[[0.5,0.5]]}')).toEqual({
      version: '',
    });
  });

  it('does not take a NaN, which JSON has as null, for a 0', () => {
    const expected = { '*': [[0, 1]] };
    expect(checkAnswer({ ...check, expected }, 0, answer([0, 1]))).toEqual({ version: '' });
    expect(checkAnswer({ ...check, expected }, 0, answer([null, 1])).problem).toMatch(/^row 0/);
  });

  it('can be told to be stricter', () => {
    const { problem } = checkAnswer({ ...check, tolerance: 1e-7 }, 0, answer([0.250001, 0.749999], '1'));
    expect(problem).toMatch(/^row 0/);
  });
});
