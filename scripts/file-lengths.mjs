/**
 * How long the source files are: a file holds one concept, so most have 40 to 150 lines. More than 250 is a question,
 * more than 400 fails. Blank lines and comments count: a reader scrolls past them too.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCheck } from './check-run.mjs';
import { workspaceFiles } from './workspace-files.mjs';

const limits = { question: 250, never: 400 };
const shownFiles = 15;
const bandEdges = [40, 150, limits.question, limits.never];
const patterns = ['*.ts', '*.js', '*.mjs', '*.sh', '.ci/run'];

/** @param {string} root @returns {import('./check-run.mjs').CheckResult} */
export function checkFileLengths(root) {
  const files = workspaceFiles(root, patterns).map((path) => ({
    path,
    lines: countLines(readFileSync(join(root, path), 'utf8')),
  }));
  files.sort((a, b) => b.lines - a.lines || a.path.localeCompare(b.path));
  const tooLong = files.filter(({ lines }) => lines > limits.never);
  const questions = files.filter(({ lines }) => lines > limits.question && lines <= limits.never);
  const problems = tooLong.map(
    ({ path, lines }) => `${path} has ${lines} lines, more than ${limits.never}; split it`,
  );
  if (files.length === 0) problems.push('no source file was read');
  const notes = [
    ...files.slice(0, shownFiles).map(({ path, lines }) => `${String(lines).padStart(5)}  ${path}`),
    ...questions.map(({ path, lines }) => `warning: ${path} has ${lines} lines; is it one concept?`),
  ];
  return {
    summary: `read ${files.length} sources (${histogram(files.map(({ lines }) => lines))})`,
    notes,
    problems,
  };
}

/** A last line without its line break counts too. @param {string} text */
export function countLines(text) {
  if (text === '') return 0;
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** How many files have up to each edge, e.g. `≤40: 3, ≤150: 9, …`. @param {readonly number[]} lengths */
export function histogram(lengths) {
  const bands = [...bandEdges, Number.POSITIVE_INFINITY].map((edge, index) => {
    const below = bandEdges[index - 1] ?? -1;
    const count = lengths.filter((length) => length > below && length <= edge).length;
    return `${edge === Number.POSITIVE_INFINITY ? `>${below}` : `≤${edge}`}: ${count}`;
  });
  return bands.join(', ');
}

await runCheck(import.meta.url, checkFileLengths);
