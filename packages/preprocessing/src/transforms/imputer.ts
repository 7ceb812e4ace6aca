/**
 * Fills missing values with one value of the column, and says where with a column of its own if asked: scikit-learn's
 * SimpleImputer and its `add_indicator`, for numbers and text.
 */

import { type ColumnSchema, type NumberColumn, type TextColumn, wireTypeOf } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';
import { scalar } from './emit-float64.js';
import { emitIsMissingText, missingTexts } from './missing-text.js';
import type { FitResult, Transform } from './transform.js';
import { countNumbers, countTexts, mostFrequent } from './value-counts.js';

export type ImputerOptions = {
  /**
   * Adds a column, 1 where the value was missing, beside what the chain makes of the filled value. As in scikit-learn
   * only if a training row missed it, since a column of zeros teaches nothing. Default false.
   */
  readonly indicator?: boolean;
} & (
  | { readonly strategy: 'mean' | 'median' | 'mostFrequent' }
  | { readonly strategy: 'constant'; readonly value: number | string }
);

export type ImputerSpec = { readonly kind: 'imputer' } & ImputerOptions;

export type FittedImputer = {
  readonly kind: 'imputer';
  /** Present when there is an indicator column. */
  readonly indicator?: true;
} & (
  | { readonly type: 'number'; readonly fill: number }
  | {
      readonly type: 'text';
      readonly fill: string;
      /** The texts that are filled. */
      readonly missing: readonly string[];
    }
);

/**
 * Fills what is missing with the training rows' mean, median or most frequent value (the smallest of several), or with
 * a constant. Text takes `mostFrequent` and `constant`.
 *
 * @example
 * imputer({ strategy: 'constant', value: 0 }); // => { kind: 'imputer', strategy: 'constant', value: 0 }
 */
export function imputer(options: ImputerOptions): ImputerSpec {
  return { kind: 'imputer', ...options };
}

export const imputerTransform: Transform<ImputerSpec, FittedImputer> = {
  stages: () => ({ number: 'number', text: 'text' }),
  fillsMissing: true,

  check(spec, stage) {
    if (stage === 'text' && (spec.strategy === 'mean' || spec.strategy === 'median'))
      return [`text has no ${spec.strategy}; use the strategy mostFrequent or constant`];
    if (spec.strategy !== 'constant') return [];
    const fits =
      stage === 'text'
        ? typeof spec.value === 'string' && spec.value !== ''
        : typeof spec.value === 'number' && Number.isFinite(spec.value);
    const expected = stage === 'text' ? 'a text that is not empty' : 'a finite number';
    return fits ? [] : [`the constant must be ${expected}; got ${JSON.stringify(spec.value)}`];
  },

  fit(spec, { schema, values }) {
    const result =
      values instanceof Float64Array ? fitNumbers(spec, values) : fitTexts(spec, { schema, values });
    // An int64 input cannot hold a missing value.
    const mayBeMissing = spec.indicator === true && wireTypeOf(schema) !== 'INT64';
    if (typeof result === 'string' || !mayBeMissing || !values.some(isMissing)) return result;
    return { ...result, fitted: { ...result.fitted, indicator: true } };
  },

  emit(builder, fitted, value) {
    return fitted.type === 'number'
      ? emitNumbers(builder, fitted.fill, value)
      : emitTexts(builder, fitted, value);
  },

  emitBeside(builder, fitted, value) {
    return fitted.indicator ? emitIsMissing(builder, fitted, value) : undefined;
  },

  nameBeside: ({ indicator }, column) => (indicator ? `${column}=<missing>` : undefined),
};

function isMissing(value: number | string): boolean {
  return value === '' || Number.isNaN(value);
}

function fitNumbers(spec: ImputerSpec, values: NumberColumn): FitResult<FittedImputer> | string {
  const fill = numberFill(
    spec,
    values.filter((value) => !Number.isNaN(value)),
  );
  if (fill === undefined) return `the imputer finds no value for its ${spec.strategy}`;
  if (!Number.isFinite(fill)) return `the imputer needs values whose ${spec.strategy} is finite`;
  return {
    fitted: { kind: 'imputer', type: 'number', fill },
    values: values.map((value) => (Number.isNaN(value) ? fill : value)),
  };
}

function numberFill(spec: ImputerSpec, present: NumberColumn): number | undefined {
  if (spec.strategy === 'constant') return Number(spec.value);
  if (present.length === 0) return undefined;
  if (spec.strategy === 'mostFrequent') return mostFrequent(countNumbers(present));
  return spec.strategy === 'mean' ? mean(present) : median(present);
}

function fitTexts(
  spec: ImputerSpec,
  { schema, values }: { readonly schema: ColumnSchema; readonly values: TextColumn },
): FitResult<FittedImputer> | string {
  const counts = countTexts(values);
  const fill = spec.strategy === 'constant' ? String(spec.value) : mostFrequent(counts);
  if (fill === undefined) return `the imputer finds no value for its ${spec.strategy}`;
  const missing = missingTexts(schema, new Set(counts.keys()));
  return {
    fitted: { kind: 'imputer', type: 'text', fill, missing },
    values: values.map((value) => (value === '' ? fill : value)),
  };
}

function emitNumbers(builder: GraphBuilder, fill: number, value: Value): Value {
  // An int64 input cannot hold a missing value.
  if (value.dtype === 'int64') return value;
  return builder.add('Where', [builder.add('IsNaN', [value]), scalar(builder, fill), value]); // [N]
}

function emitTexts(
  builder: GraphBuilder,
  { fill, missing }: { readonly fill: string; readonly missing: readonly string[] },
  value: Value,
): Value {
  const filled = builder.constant('string', [1], [fill]);
  return builder.add('Where', [emitIsMissingText(builder, missing, value), filled, value]); // [N]
}

function emitIsMissing(builder: GraphBuilder, fitted: FittedImputer, value: Value): Value {
  return fitted.type === 'number'
    ? builder.add('IsNaN', [value])
    : emitIsMissingText(builder, fitted.missing, value); // [N]
}

function mean(values: NumberColumn): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value; the mean of the two middle ones when the count is even. */
function median(values: NumberColumn): number {
  const sorted = values.toSorted();
  const middle = sorted.length / 2;
  return mean(sorted.subarray(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}
