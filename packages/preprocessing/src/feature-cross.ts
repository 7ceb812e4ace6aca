/**
 * Several text columns as one: each combination of their values is a category. In the graph every column is a lookup to
 * the digits of one number, which a last lookup makes the text that the chain of the cross takes. The text is a JSON
 * list, so that no two combinations are spelled alike, whatever the values hold.
 *
 *   Contract string [N] -> LabelEncoder -> int64 [N] \
 *   Payment  string [N] -> LabelEncoder -> int64 [N]  -> Add, Max -> LabelEncoder -> '["Monthly","Card"]' -> its chain
 */

import type { ColumnSchema, TextColumn } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';
import { missingTexts } from './transforms/missing-text.js';
import type { TransformSpec } from './transforms/transforms.js';
import { countTexts } from './transforms/value-counts.js';

export interface FeatureCrossSpec {
  readonly kind: 'featureCross';
  /** Text features of the schema, two or more; they may have chains of their own, and need none. */
  readonly columns: readonly string[];
  /** What the combinations pass, as a text column does. */
  readonly chain: readonly TransformSpec[];
}

/** A column of the cross: what each of its texts adds to the number of a combination. */
export interface CrossedColumn {
  readonly name: string;
  /** Each text that is known, those that mean missing included. */
  readonly texts: readonly string[];
  readonly summands: readonly number[];
  /** What every other text adds. */
  readonly unknown: number;
}

export interface FittedCross {
  readonly columns: readonly CrossedColumn[];
  /** The numbers of the combinations that training had, ascending, and their texts. */
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/**
 * Crosses text columns under a name of its own. Missing where one of the columns is missing; a combination that training
 * had not is unknown to the chain, as any text is that it has not seen.
 *
 * @example
 * const preprocessing = {
 *   Contract: [oneHotEncoder()],
 *   PaymentMethod: [oneHotEncoder()],
 *   'Contract × PaymentMethod': featureCross(['Contract', 'PaymentMethod'], [oneHotEncoder({ infrequentBelow: 20 })]),
 * };
 */
export function featureCross(columns: readonly string[], chain: readonly TransformSpec[]): FeatureCrossSpec {
  return { kind: 'featureCross', columns, chain };
}

/** What the chain of a cross called `name` starts from. */
export function crossSchema(name: string): ColumnSchema {
  return { name, type: 'text', role: 'feature', nullable: true };
}

/** What is learned, with the combination of each row (empty where one is missing), or why nothing is. */
export function fitCross(
  inputs: readonly { readonly schema: ColumnSchema; readonly values: TextColumn }[],
): { readonly fitted: FittedCross; readonly values: TextColumn } | string {
  const columns = crossedColumns(inputs);
  if (typeof columns === 'string') return columns;
  const lookups = columns.map(
    ({ texts, summands }) => new Map(texts.map((text, i) => [text, summands[i] ?? 0])),
  );
  const combinations = new Map<number, string>();
  const values = (inputs[0]?.values ?? []).map((_, row) => {
    const parts = inputs.map((input) => input.values[row] ?? '');
    if (parts.includes('')) return '';
    const text = JSON.stringify(parts);
    combinations.set(
      parts.reduce((sum, part, i) => sum + (lookups[i]?.get(part) ?? 0), 0),
      text,
    );
    return text;
  });
  if (combinations.size === 0) return 'the cross finds no row in which none of its columns is missing';
  const sorted = [...combinations].sort(([a], [b]) => a - b);
  return {
    fitted: { columns, numbers: sorted.map(([number]) => number), texts: sorted.map(([, text]) => text) },
    values,
  };
}

/** string [N] of each column → string [N] */
export function emitCross(
  builder: GraphBuilder,
  { columns, numbers, texts }: FittedCross,
  inputOf: (column: string) => Value,
): Value {
  const digits = columns.map(({ name, texts: known, summands, unknown }) =>
    builder.add('LabelEncoder', [inputOf(name)], {
      keys_strings: known,
      values_int64s: summands,
      default_int64: unknown,
    }),
  );
  const sum = digits.reduce((total, digit) => builder.add('Add', [total, digit]));
  const missing = builder.constant('int64', [], BigInt64Array.of(-1n));
  return builder.add('LabelEncoder', [builder.add('Max', [sum, missing])], {
    keys_int64s: [-1, ...numbers],
    values_strings: ['', ...texts],
    // No list, so that it is none of the combinations.
    default_string: '<unseen>',
  });
}

/** Digits of a number with one base a column; a missing value makes it negative, whatever the others add. */
function crossedColumns(
  inputs: readonly { readonly schema: ColumnSchema; readonly values: TextColumn }[],
): readonly CrossedColumn[] | string {
  const seen = inputs.map(({ values }) => [...countTexts(values).keys()]);
  // One more for a value that was not seen.
  const bases = seen.map((texts) => texts.length + 1);
  const combinations = bases.reduce((product, base) => product * base, 1);
  if (!Number.isSafeInteger(combinations))
    return `the cross would have ${combinations.toExponential(0)} combinations; cross fewer columns`;
  return inputs.map(({ schema }, i) => {
    const texts = seen[i] ?? [];
    const weight = bases.slice(i + 1).reduce((product, base) => product * base, 1);
    const missing = missingTexts(schema, new Set(texts));
    return {
      name: schema.name,
      texts: [...texts, ...missing],
      summands: [...texts.keys()].map((digit) => digit * weight).concat(missing.map(() => -combinations)),
      unknown: texts.length * weight,
    };
  });
}
