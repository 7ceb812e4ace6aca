/**
 * The loops in which files import each other: two files in a circle can only be read, tested and moved together. An
 * import of a type counts like any other. Follows relative imports between the given sources, and no others.
 */

import { posix } from 'node:path';
import { importsOf, withoutComments } from './source-imports.mjs';

/** @typedef {import('./workspace-packages.mjs').Source} Source */

/**
 * Goes along the imports, depth first: an import of a file that the way came through closes a loop. Each circle gives
 * one loop or more, and no loop is given twice.
 *
 * @param {readonly Source[]} sources
 * @returns {string[][]} The paths of each loop in the order of its imports; the first imports the second, the last the first.
 */
export function importCircles(sources) {
  const imports = new Map(sources.map((source) => [source.path, relativeImports(source)]));
  /** @type {Set<string>} */
  const visited = new Set();
  /** @type {string[]} */
  const way = [];
  /** @type {string[][]} */
  const circles = [];

  /** @param {string} path */
  function visit(path) {
    const start = way.indexOf(path);
    if (start >= 0) circles.push(way.slice(start));
    if (visited.has(path)) return;
    visited.add(path);
    way.push(path);
    for (const next of imports.get(path) ?? []) visit(next);
    way.pop();
  }

  for (const path of imports.keys()) visit(path);
  return circles;
}

/** The sources behind a file's relative imports: `./a.js` is compiled from `a.ts`. @param {Source} source */
function relativeImports({ path, text }) {
  const specifiers = importsOf(withoutComments(text)).map((found) => found.specifier);
  const relative = specifiers.filter((specifier) => specifier.startsWith('.'));
  const targets = relative.map((specifier) => posix.join(posix.dirname(path), specifier));
  return new Set(targets.flatMap((target) => [target, target.replace(/\.([cm]?)js$/, '.$1ts')]));
}
