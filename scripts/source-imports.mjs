/**
 * The modules that a TypeScript or JavaScript source names, with their lines. A small reader instead of a parser:
 * TypeScript 7 offers none to JavaScript. It knows comments and strings, and leaves out computed specifiers.
 */

/** Strings and templates come first, so that `//` inside of one starts no comment. */
const stringOrComment =
  /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|(\/\*[\s\S]*?\*\/|\/\/[^\n]*)/g;

const specifierPatterns = [
  // import x from 'm'; import type { X } from 'm'; export * from 'm'
  /^\s*(?:import|export)\s[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
  // import 'm'
  /^\s*import\s*['"]([^'"\n]+)['"]/gm,
  // import('m'), require('m'), require.resolve('m'), import.meta.resolve('m')
  /(?:\bimport|\brequire|\brequire\.resolve|\bimport\.meta\.resolve)\s*\(\s*['"]([^'"\n]+)['"]/g,
];

/**
 * @typedef {object} SourceImport
 * @property {string} specifier
 * @property {number} line From 1.
 */

/** The source with its comments blanked and its line numbers kept. @param {string} source */
export function withoutComments(source) {
  return source.replace(stringOrComment, (text, comment) =>
    comment === undefined ? text : text.replace(/[^\n]/g, ' '),
  );
}

/**
 * Every import, re-export, dynamic import and resolve with a literal specifier, in source order.
 *
 * @param {string} code Without comments.
 * @returns {SourceImport[]}
 */
export function importsOf(code) {
  const found = specifierPatterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match[1] ?? '',
      end: match.index + match[0].length,
    })),
  );
  return found
    .sort((a, b) => a.end - b.end)
    .map(({ specifier, end }) => ({ specifier, line: code.slice(0, end).split('\n').length }));
}

/** `@scope/name/deep/file` → `@scope/name`, `name/deep` → `name`. @param {string} specifier */
export function packageOf(specifier) {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
