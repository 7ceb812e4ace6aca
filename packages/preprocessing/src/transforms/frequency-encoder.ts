/**
 * A category as the share of training rows that have it: the shares of pandas' value_counts(normalize=True,
 * dropna=False). Missing counts as a category; what was not seen has the share 0.
 */

import { missingTexts } from './missing-text.js';
import { emitLookup, lookUp, type TextLookup } from './text-lookup.js';
import type { Transform } from './transform.js';
import { countTexts } from './value-counts.js';

export interface FrequencyEncoderSpec {
  readonly kind: 'frequencyEncoder';
}

export type FittedFrequencyEncoder = { readonly kind: 'frequencyEncoder' } & TextLookup;

/** Encodes text as how frequent it is, from 0 to 1. */
export function frequencyEncoder(): FrequencyEncoderSpec {
  return { kind: 'frequencyEncoder' };
}

export const frequencyEncoderTransform: Transform<FrequencyEncoderSpec, FittedFrequencyEncoder> = {
  stages: () => ({ text: 'number' }),
  fillsMissing: true,

  check: () => [],

  fit(_spec, { schema, values }) {
    if (values instanceof Float64Array) throw new TypeError('stages lets text pass only');
    if (values.length === 0) return 'the encoder finds no row to count';
    const counts = countTexts(values);
    const missing = missingTexts(schema, new Set(counts.keys()));
    const missingCount = values.filter((value) => value === '').length;
    const fitted: FittedFrequencyEncoder = {
      kind: 'frequencyEncoder',
      texts: [...counts.keys(), ...missing],
      numbers: [...counts.values(), ...missing.map(() => missingCount)].map((count) => count / values.length),
      unknown: 0,
    };
    return { fitted, values: lookUp(fitted, values) };
  },

  emit: (builder, fitted, value) => emitLookup(builder, fitted, value), // [N]
};
