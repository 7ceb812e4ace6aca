/**
 * The options of a long run, strictly: `--help` prints the comment at the head of the script, which says what it does
 * and how it is called, and exits with 0. Wrong options are told with the same words, and exit with 2.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** @typedef {NonNullable<import('node:util').ParseArgsConfig['options']>} Options */

/**
 * @template {Options} Known
 * @typedef {ReturnType<typeof parseArgs<{ options: Known }>>['values']} Values
 */

/**
 * Ends the process unless the options are right.
 *
 * @template {Options} Known
 * @param {string} moduleUrl The script's `import.meta.url`.
 * @param {Known} options As `parseArgs` takes them, without `help`.
 * @param {(values: Values<Known>) => readonly string[]} [problemsOf] What else is wrong, in sentences.
 * @returns {Values<Known>}
 */
export function parseOptions(moduleUrl, options, problemsOf = () => []) {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    console.log(headComment(moduleUrl));
    process.exit(0);
  }
  const values = valuesOf(moduleUrl, options);
  const problems = problemsOf(values);
  return problems.length === 0 ? values : refuse(moduleUrl, problems);
}

/** Whether the text is a whole number that is not below `least`. @param {string} text @param {number} least */
export function isWhole(text, least) {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= least;
}

/** @template {Options} Known @param {string} moduleUrl @param {Known} options */
function valuesOf(moduleUrl, options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(moduleUrl, [error instanceof Error ? error.message : String(error)]);
  }
}

/** @param {string} moduleUrl @param {readonly string[]} problems @returns {never} */
function refuse(moduleUrl, problems) {
  for (const problem of problems) console.error(`error: ${problem}`);
  console.error(`\n${headComment(moduleUrl)}`);
  process.exit(2);
}

/** The first comment of the script, without its stars. @param {string} moduleUrl */
function headComment(moduleUrl) {
  const [, text = ''] = /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(fileURLToPath(moduleUrl), 'utf8')) ?? [];
  return text
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''))
    .join('\n')
    .trim();
}
