import { describe, expect, it } from 'vitest';
import { importsOf, packageOf, withoutComments } from './source-imports.mjs';

/** @param {string} source */
const specifiers = (source) => importsOf(withoutComments(source)).map(({ specifier }) => specifier);

describe('importsOf', () => {
  it('finds every form of import with a literal specifier, in order', () => {
    const source = [
      "import a from 'one';",
      "import type { B } from 'two';",
      'import {',
      '  c,',
      '  type D,',
      "} from 'three';",
      "import 'four';",
      "export * from 'five';",
      "export { e } from 'six';",
      "const f = await import('seven');",
      "const g = require('eight');",
      "const h = import.meta.resolve('nine');",
      "type I = import('ten').I;",
    ].join('\n');
    expect(specifiers(source)).toEqual([
      ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
    ]);
  });

  it('gives the line of the specifier', () => {
    expect(importsOf("import {\n  a,\n} from 'one';\nimport 'two';\n")).toEqual([
      { specifier: 'one', line: 3 },
      { specifier: 'two', line: 4 },
    ]);
  });

  it('reads no comment', () => {
    expect(
      specifiers("/**\n * @example\nimport a from 'one';\n */\n// import 'two'\nimport 'three';"),
    ).toEqual(['three']);
  });

  it('is not fooled by comment marks inside of strings', () => {
    const source = ["const url = 'http://x/*';", 'const t = `//x`;', "import 'one'; // */"].join('\n');
    expect(specifiers(source)).toEqual(['one']);
  });

  it('takes no text between two exports for an import', () => {
    expect(specifiers("export const from = 'one';\nexport function f() {\n  return 'two';\n}")).toEqual([]);
  });
});

describe('packageOf', () => {
  it('drops what follows the name', () => {
    expect(packageOf('@waymark/onnx/dist/graph.js')).toBe('@waymark/onnx');
    expect(packageOf('fastify/lib/errors.js')).toBe('fastify');
  });
});
