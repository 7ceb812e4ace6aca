import { describe, expect, it } from 'vitest';
import { readCatalogues } from './error-catalogues.mjs';

/** @param {Readonly<Record<string, string>>} texts Sources of one package by path. */
function read(texts) {
  const sources = Object.entries(texts).map(([path, text]) => ({
    path,
    text,
    isTest: path.endsWith('.test.ts'),
  }));
  return readCatalogues([
    { id: 'data', kind: 'packages', folder: 'packages/data', manifest: { name: '@waymark/data' }, sources },
  ]);
}

const missing = `/**
 * The data file is
 * not there.
 *
 * More about it.
 */
export function fileMissing(file: string): WaymarkError {
  return new WaymarkError(\`\${file} must exist\`, { code: 'DATA_FILE_MISSING', kind: 'usage' });
}
`;

describe('readCatalogues', () => {
  it('reads code, kind and the first paragraph of the TSDoc', () => {
    const entry = { code: 'DATA_FILE_MISSING', owner: '@waymark/data', kind: 'usage' };
    expect(read({ 'packages/data/src/errors.ts': `import 'x';\n\n${missing}` })).toEqual({
      entries: [{ ...entry, status: undefined, meaning: 'The data file is not there.' }],
      problems: [],
    });
  });

  it('reads an HTTP status where there is one', () => {
    const text =
      "/** No such model. */\nexport function none() {\n  return make({ code: 'NONE', kind: 'usage', status: 404 });\n}\n";
    expect(read({ 'packages/data/src/errors.ts': text }).entries[0]).toMatchObject({
      code: 'NONE',
      status: '404',
    });
  });

  it('finds a factory without TSDoc, and takes none from its neighbour', () => {
    const text = `${missing}\nexport function b() {\n  return make({ code: 'B', kind: 'usage' });\n}\n`;
    expect(read({ 'packages/data/src/errors.ts': text }).problems).toEqual([
      'packages/data/src/errors.ts: b needs a TSDoc line that says what B means',
    ]);
  });

  it('finds a code without a kind', () => {
    const text = "/** B. */\nexport function b() {\n  return make({ code: 'B' });\n}\n";
    expect(read({ 'packages/data/src/errors.ts': text }).problems).toEqual([
      'packages/data/src/errors.ts: b must give the kind of B',
    ]);
  });

  it('finds a code that an inner function of the catalogue makes', () => {
    const text = "function b() {\n  return make({ code: 'B', kind: 'usage' });\n}\n";
    expect(read({ 'packages/data/src/errors.ts': text }).problems).toEqual([
      'packages/data/src/errors.ts: a code is made outside of an exported factory',
    ]);
  });

  it('finds a code that is made twice', () => {
    expect(
      read({ 'packages/data/src/errors.ts': missing, 'packages/data/src/csv/errors.ts': missing }).problems,
    ).toEqual([
      'the code DATA_FILE_MISSING is made more than once (@waymark/data, @waymark/data); a code has one meaning',
    ]);
  });

  it('finds a code that is made outside of a catalogue, save in tests', () => {
    const text = "throw new WaymarkError('x', { code: 'STRAY', kind: 'bug' });";
    expect(read({ 'packages/data/src/a.ts': text, 'packages/data/src/a.test.ts': text }).problems).toEqual([
      'packages/data/src/a.ts makes STRAY; codes are made in errors.ts',
    ]);
  });
});
