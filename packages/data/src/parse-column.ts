/**
 * From text to a typed column: trims, reads types from the schema, checks its rules. What breaks a rule is reported
 * and stays in the column as it is; only what is no number becomes missing.
 */

import { type Column, type ColumnSchema, isNumeric } from '@waymark/contracts';
import type { FailureRule, FailureSink } from './data-failure.js';

export interface ParseOptions {
  /** Whether blank cells are failures. */
  readonly required: boolean;
  readonly failures: FailureSink;
  /** Rows of the file before these. Default 0. */
  readonly rowsBefore?: number;
  /** The row of each value of a key so far; these rows are added. Left out, a key may repeat. */
  readonly keyRows?: Map<string | number, number> | undefined;
}

/** What is wrong with a cell. */
interface Problem {
  readonly rule: FailureRule;
  readonly expected: string;
}

/** One rule on a value that is not missing; rows count from 1. */
type Check = (value: string | number, row: number) => Problem | undefined;

// Decimal numbers only: Number() alone would also take '0x10' and 'Infinity'.
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The cells as a column of the schema's type. */
export function parseColumn(column: ColumnSchema, cells: readonly string[], options: ParseOptions): Column {
  const texts = cells.map((cell) => cell.trim());
  const parsed = isNumeric(column) ? Float64Array.from(texts, parseNumber) : texts;
  const { failures, rowsBefore = 0 } = options;
  const checks = checksOf(column, options);
  texts.forEach((text, i) => {
    const row = rowsBefore + i + 1;
    const problem = text === '' ? blankProblem(options) : firstProblem(checks, parsed[i] ?? '', row);
    if (problem) failures.add({ row, column: column.name, ...problem, received: text });
  });
  return parsed;
}

function parseNumber(text: string): number {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

function blankProblem({ required }: ParseOptions): Problem | undefined {
  return required ? { rule: 'required', expected: 'a value' } : undefined;
}

function firstProblem(checks: readonly Check[], value: string | number, row: number): Problem | undefined {
  for (const check of checks) {
    const problem = check(value, row);
    if (problem) return problem;
  }
  return undefined;
}

function checksOf(column: ColumnSchema, { keyRows }: ParseOptions): readonly Check[] {
  const unique = column.role === 'key' && keyRows ? [uniqueCheck(keyRows)] : [];
  switch (column.type) {
    case 'integer':
      return [numberCheck, integerCheck, ...rangeChecks(column), ...unique];
    case 'number':
      return [numberCheck, ...rangeChecks(column), ...unique];
    case 'category':
      return [textCheck, categoryCheck(column.values), ...unique];
    case 'text':
      return [textCheck, ...unique];
  }
}

const numberCheck: Check = (value) =>
  Number.isNaN(value) ? { rule: 'type', expected: 'a finite decimal number' } : undefined;

const integerCheck: Check = (value) =>
  Number.isSafeInteger(value)
    ? undefined
    : { rule: 'integer', expected: 'a whole number within ±(2^53 − 1)' };

function rangeChecks({ min, max }: { min?: number | undefined; max?: number | undefined }): readonly Check[] {
  return [
    (value) =>
      min !== undefined && Number(value) < min ? { rule: 'min', expected: `at least ${min}` } : undefined,
    (value) =>
      max !== undefined && Number(value) > max ? { rule: 'max', expected: `at most ${max}` } : undefined,
  ];
}

/** onnxruntime ends a text at U+0000, and would learn and score another than is in the file. */
const textCheck: Check = (value) =>
  String(value).includes('\0') ? { rule: 'type', expected: 'text without the character U+0000' } : undefined;

function categoryCheck(values: readonly string[]): Check {
  const allowed = new Set<unknown>(values);
  const expected = `one of ${values.slice(0, 10).join(', ')}${values.length > 10 ? ', …' : ''}`;
  return (value) => (allowed.has(value) ? undefined : { rule: 'values', expected });
}

function uniqueCheck(keyRows: Map<string | number, number>): Check {
  return (value, row) => {
    const first = keyRows.get(value);
    if (first !== undefined) return { rule: 'unique', expected: `a unique key; row ${first} has the same` };
    keyRows.set(value, row);
    return undefined;
  };
}
