import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longestFiles, longestFirst } from './longest-first.ts';

describe('longestFirst', () => {
  it('moves what takes long to the front, longest first, and keeps the order of the others', () => {
    const [longest = '', second = ''] = longestFiles;
    const paths = ['b.test.ts', second, 'a.test.ts', longest, 'c.test.ts'];
    expect(longestFirst(paths, (path) => path)).toEqual([
      longest,
      second,
      'b.test.ts',
      'a.test.ts',
      'c.test.ts',
    ]);
  });
});

describe('longestFiles', () => {
  it('holds files that are there', () => {
    const isMissing = (path: string) => !existsSync(new URL(`../${path}`, import.meta.url));
    expect(longestFiles.length).toBeGreaterThan(0);
    expect(longestFiles.filter(isMissing)).toEqual([]);
  });
});
