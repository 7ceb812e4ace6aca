import { describe, expect, it } from 'vitest';
import { importCircles } from './import-circles.mjs';

/**
 * The circles of files that import what the table says.
 *
 * @param {Readonly<Record<string, readonly string[]>>} files Specifiers by path.
 */
function circlesOf(files) {
  return importCircles(
    Object.entries(files).map(([path, specifiers]) => ({
      path,
      text: specifiers.map((specifier) => `import type { A } from '${specifier}';\n`).join(''),
      isTest: false,
    })),
  );
}

describe('importCircles', () => {
  it('finds none where imports only go down, however many ways there are', () => {
    expect(circlesOf({ 'a.ts': ['./b.js', './c.js'], 'b.ts': ['./c.js'], 'c.ts': [] })).toEqual([]);
  });

  it('names a circle once, and leaves out the files that only lead to it', () => {
    expect(circlesOf({ 'a.ts': ['./b.js'], 'b.ts': ['./c.js'], 'c.ts': ['./b.js'] })).toEqual([
      ['b.ts', 'c.ts'],
    ]);
  });

  it('finds circles that share a file', () => {
    expect(circlesOf({ 'a.ts': ['./b.js', './c.js'], 'b.ts': ['./a.js'], 'c.ts': ['./a.js'] })).toEqual([
      ['a.ts', 'b.ts'],
      ['a.ts', 'c.ts'],
    ]);
  });

  it('finds a circle behind a file that was seen before', () => {
    expect(circlesOf({ 'a.ts': [], 'b.ts': ['./a.js', './c.js'], 'c.ts': ['./a.js', './b.js'] })).toEqual([
      ['b.ts', 'c.ts'],
    ]);
  });

  it('finds a file that imports itself', () => {
    expect(circlesOf({ 'a.ts': ['./a.js'] })).toEqual([['a.ts']]);
  });

  it('goes through folders, and reads every kind of source', () => {
    expect(
      circlesOf({ 'src/a.mts': ['./deep/b.js'], 'src/deep/b.ts': ['../c.mjs'], 'src/c.mjs': ['./a.mjs'] }),
    ).toEqual([['src/a.mts', 'src/deep/b.ts', 'src/c.mjs']]);
  });

  it('takes packages and files that are not given for no part of a circle', () => {
    expect(circlesOf({ 'a.ts': ['b', './gone.js', 'node:fs'], 'b.ts': ['./a.js'] })).toEqual([]);
  });

  it('finds a dynamic import, and none in a comment', () => {
    const isTest = false;
    expect(
      importCircles([
        { path: 'a.ts', text: "export const load = () => import('./b.js');\n", isTest },
        { path: 'b.ts', text: "import './a.js';\n// import './b.js';\n", isTest },
      ]),
    ).toEqual([['a.ts', 'b.ts']]);
  });
});
