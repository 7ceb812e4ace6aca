/** A category as its position, 0, 1, 2 …: scikit-learn's OrdinalEncoder with `unknown_value` and `encoded_missing_value`. */

import { missingTexts } from './missing-text.js';
import { emitLookup, lookUp, type TextLookup } from './text-lookup.js';
import type { Transform } from './transform.js';
import { countTexts } from './value-counts.js';

export interface OrdinalEncoderOptions {
  /** The categories in their order, e.g. low, middle, high. Default: those of the training rows, in code-unit order. */
  readonly categories?: readonly string[];
  /** The number of a value that is no category; below 0. Default -1. */
  readonly unknown?: number;
  /** The number of a missing value; below 0. Default -1. */
  readonly missing?: number;
}

export type OrdinalEncoderSpec = { readonly kind: 'ordinalEncoder' } & OrdinalEncoderOptions;

export type FittedOrdinalEncoder = { readonly kind: 'ordinalEncoder' } & TextLookup;

/**
 * Encodes text as one number, for categories that have an order.
 *
 * @example
 * ordinalEncoder({ categories: ['low', 'high'] }); // => { kind: 'ordinalEncoder', categories: ['low', 'high'] }
 */
export function ordinalEncoder(options: OrdinalEncoderOptions = {}): OrdinalEncoderSpec {
  return { kind: 'ordinalEncoder', ...options };
}

export const ordinalEncoderTransform: Transform<OrdinalEncoderSpec, FittedOrdinalEncoder> = {
  stages: () => ({ text: 'number' }),
  fillsMissing: true,

  check({ categories, unknown = -1, missing = -1 }) {
    const problems: string[] = [];
    for (const [name, number] of Object.entries({ unknown, missing }))
      if (!Number.isFinite(number) || number >= 0)
        problems.push(`${name} must be a finite number below 0, which no category has; got ${number}`);
    if (categories === undefined) return problems;
    if (categories.length === 0 || new Set(categories).size < categories.length || categories.includes(''))
      problems.push('categories must be texts that are distinct and not empty, at least one');
    return problems;
  },

  fit({ categories, unknown = -1, missing = -1 }, { schema, values }) {
    if (values instanceof Float64Array) throw new TypeError('stages lets text pass only');
    const seen = new Set(countTexts(values).keys());
    const ordered = categories ?? [...seen];
    if (ordered.length === 0) return 'the encoder finds no category';
    const missingOnes = missingTexts(schema, new Set([...seen, ...ordered]));
    const fitted: FittedOrdinalEncoder = {
      kind: 'ordinalEncoder',
      texts: [...ordered, ...missingOnes],
      numbers: [...ordered.keys(), ...missingOnes.map(() => missing)],
      unknown,
    };
    return { fitted, values: lookUp(fitted, values) };
  },

  emit: (builder, fitted, value) => emitLookup(builder, fitted, value), // [N]
};
