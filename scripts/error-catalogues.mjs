/**
 * Reads the error catalogues, `errors.ts` of each package and app, as data: code, kind, HTTP status and the first line
 * of the TSDoc above each factory. It holds that codes are made there only, are unique, and are explained.
 */

import { withoutComments } from './source-imports.mjs';

/**
 * @typedef {import('./workspace-packages.mjs').WorkspacePackage} WorkspacePackage
 * @typedef {import('./workspace-packages.mjs').Source} Source
 *
 * @typedef {object} CatalogueEntry
 * @property {string} code
 * @property {string} owner The package's name.
 * @property {string} kind A name in the table of exit codes.
 * @property {string | undefined} status HTTP, where the catalogue gives one.
 * @property {string} meaning
 */

/** A TSDoc block, the exported function or class below it, and its body. */
const factoryPattern = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^export (?:function|class) (\w+)[\s\S]*?^\}/gm;
const codePattern = /\bcode:\s*'([A-Z][A-Z0-9_]*)'/g;

/**
 * @param {readonly WorkspacePackage[]} packages
 * @returns {{ entries: CatalogueEntry[], problems: string[] }}
 */
export function readCatalogues(packages) {
  const read = packages.flatMap((item) => item.sources.map((source) => readSource(item, source)));
  const entries = read.flatMap((result) => result.entries);
  const problems = read.flatMap((result) => result.problems);
  const codes = entries.map(({ code }) => code);
  const repeated = new Set(codes.filter((code, index) => codes.indexOf(code) !== index));
  for (const code of repeated) {
    const owners = entries.filter((entry) => entry.code === code).map(({ owner }) => owner);
    problems.push(`the code ${code} is made more than once (${owners.join(', ')}); a code has one meaning`);
  }
  return { entries, problems };
}

/** @param {WorkspacePackage} item @param {Source} source */
function readSource(item, { path, text, isTest }) {
  /** @type {CatalogueEntry[]} */
  const entries = [];
  if (isTest) return { entries, problems: [] };
  if (!path.endsWith('/errors.ts')) {
    const code = text.includes('new WaymarkError(') ? withoutComments(text) : '';
    const strays = new Set([...code.matchAll(codePattern)].map((match) => match[1]));
    return {
      entries,
      problems: [...strays].map((stray) => `${path} makes ${stray}; codes are made in errors.ts`),
    };
  }
  const problems = [];
  for (const [block, tsdoc = '', name] of text.matchAll(factoryPattern)) {
    const meaning = firstLine(tsdoc);
    for (const [, code = ''] of block.matchAll(codePattern)) {
      const kind = block.match(/\bkind:\s*'(\w+)'/)?.[1];
      const status = block.match(/\bstatus:\s*(\d{3})\b/)?.[1];
      if (meaning === '') problems.push(`${path}: ${name} needs a TSDoc line that says what ${code} means`);
      if (kind === undefined) problems.push(`${path}: ${name} must give the kind of ${code}`);
      else entries.push({ code, owner: item.manifest.name, kind, status, meaning });
    }
  }
  const found = [...withoutComments(text).matchAll(codePattern)].length;
  if (found > entries.length + problems.length)
    problems.push(`${path}: a code is made outside of an exported factory`);
  return { entries, problems };
}

/** The first sentence line of a TSDoc block, without its stars. @param {string} tsdoc */
function firstLine(tsdoc) {
  const lines = tsdoc.split('\n').map((line) => line.replace(/^\s*\*?\s*/, '').trim());
  const start = lines.findIndex((line) => line !== '');
  if (start === -1) return '';
  const end = lines.findIndex((line, index) => index > start && (line === '' || line.startsWith('@')));
  return lines
    .slice(start, end === -1 ? undefined : end)
    .join(' ')
    .trim();
}
