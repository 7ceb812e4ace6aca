import { describe, expect, it } from 'vitest';
import { learnTokens, type VocabularyOptions, vocabularyOf } from './vocabulary.js';

const everything: VocabularyOptions = { maxTokens: 100, infrequentBelow: 1, lowerCase: true };

describe('learnTokens', () => {
  it('puts the most frequent first, and equals in code-unit order', () => {
    const tokens = learnTokens(['b a b', 'c a', 'c B'], everything);
    expect(tokens.map(({ token, rows }) => [token, rows])).toEqual([
      ['b', 2],
      ['a', 2],
      ['c', 2],
    ]);
  });

  it('leaves out what is in few rows, however often, and all but maxTokens', () => {
    const texts = ['x x x x', 'a b', 'a b', 'a'];
    const tokensOf = (options: Partial<VocabularyOptions>): readonly string[] =>
      learnTokens(texts, { ...everything, ...options }).map(({ token }) => token);
    expect(tokensOf({ infrequentBelow: 2 })).toEqual(['a', 'b']);
    expect(tokensOf({ maxTokens: 2 })).toEqual(['x', 'a']);
    expect(tokensOf({ infrequentBelow: 4 })).toEqual([]);
  });

  it('knows the usual spellings of a token, and those of the training rows', () => {
    expect(learnTokens(['wifi WiFi'], everything)[0]?.spellings).toEqual(['wifi', 'Wifi', 'WIFI', 'WiFi']);
    expect(learnTokens(['ærlig'], everything)[0]?.spellings).toEqual(['ærlig', 'Ærlig', 'ÆRLIG']);
    expect(learnTokens(['42%'], everything)[0]?.spellings).toEqual(['42%']);
  });

  it('lower-cases as Unicode says, and gives no spelling to two tokens', () => {
    // The last Σ of a word is ς; ß has the upper case SS, which is that of ss.
    const tokens = learnTokens(['ΣΑΣ', 'straße', 'STRASSE', 'İ'], everything);
    expect(tokens.map(({ token }) => token)).toEqual(['i̇', 'strasse', 'straße', 'σας']);
    const { spellings } = vocabularyOf(tokens);
    expect(new Set(spellings).size).toBe(spellings.length);
    expect(spellings).toContain('STRASSE');
    expect(spellings).toContain('ΣΑΣ');
  });

  it('keeps spellings apart without lowerCase', () => {
    expect(learnTokens(['a A A'], { ...everything, lowerCase: false })).toEqual([
      { token: 'A', rows: 1, spellings: ['A'] },
      { token: 'a', rows: 1, spellings: ['a'] },
    ]);
  });

  it('finds nothing in texts without tokens', () => {
    expect(learnTokens([], everything)).toEqual([]);
    expect(learnTokens(['', '  '], everything)).toEqual([]);
  });
});

describe('vocabularyOf', () => {
  it('counts ids from 2', () => {
    const tokens = [
      { token: 'b', rows: 1, spellings: ['b', 'B'] },
      { token: '7', rows: 1, spellings: ['7'] },
    ];
    expect(vocabularyOf(tokens)).toEqual({ spellings: ['b', 'B', '7'], ids: [2, 2, 3] });
  });
});
