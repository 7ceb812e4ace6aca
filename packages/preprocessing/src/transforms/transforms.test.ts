/**
 * A battery over the table: what holds for every transform, whatever it does. A transform without a case fails. What each
 * one gives is in its own test.
 */

import type { Column } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { encode, schemaOf, tableOf } from '../testing/encode.js';
import { encodeColumn, type Values } from '../testing/one-column.js';
import { binDiscretizer } from './bin-discretizer.js';
import { clip } from './clip.js';
import { cyclicEncoder } from './cyclic-encoder.js';
import { frequencyEncoder } from './frequency-encoder.js';
import { imputer } from './imputer.js';
import { log1p } from './log1p.js';
import { minMaxScaler } from './min-max-scaler.js';
import { oneHotEncoder } from './one-hot-encoder.js';
import { ordinalEncoder } from './ordinal-encoder.js';
import { passthrough } from './passthrough.js';
import { powerTransformer } from './power-transformer.js';
import { robustScaler } from './robust-scaler.js';
import { standardScaler } from './standard-scaler.js';
import { targetEncoder } from './target-encoder.js';
import { tfidfEncoder } from './tfidf-encoder.js';
import { tokenIds } from './token-ids.js';
import { type TransformKind, type TransformSpec, transformOf, transforms } from './transforms.js';

interface Case {
  readonly spec: TransformSpec;
  readonly train: Values;
  /** Rows that no training row is like: huge, negative, unseen, empty. */
  readonly strange: Values;
  /** What it gives to the fit of the next transform. */
  readonly next: Column;
}

const numbers = [0.5, 3, 1, 7.25, 2, 2];
const hugeNumbers = [-1e300, 1e300, -1, 0, 5e-324];
const texts = ['b', 'a', '', 'b', 'c'];
const strangeTexts = ['', 'never seen', 'nan', '__proto__', ' '];

function ofNumbers<Kind extends TransformKind>(spec: TransformSpec<Kind> & { readonly kind: Kind }): Case {
  return { spec, train: numbers, strange: hugeNumbers, next: nextOf<Kind>(spec, numbers) };
}

function ofTexts<Kind extends TransformKind>(spec: TransformSpec<Kind> & { readonly kind: Kind }): Case {
  return { spec, train: texts, strange: strangeTexts, next: nextOf<Kind>(spec, texts) };
}

function nextOf<Kind extends TransformKind>(
  spec: TransformSpec<Kind> & { readonly kind: Kind },
  train: Values,
): Column {
  const [schema] = schemaOf({ name: 'x', type: 'number' }).columns.slice(1);
  const values = tableOf({ x: train }).columns.x;
  if (schema === undefined || values === undefined) throw new TypeError('there is a column x');
  const foldOf = train.map((_, row) => row % 2);
  const crossFitting = { target: Float64Array.from(foldOf), foldOf, folds: [0, 1] };
  const result = transformOf(spec.kind).fit(spec, { schema, values, crossFitting });
  if (typeof result === 'string') throw new TypeError(result);
  return result.values;
}

const cases = {
  binDiscretizer: ofNumbers(binDiscretizer({ bins: 3, output: 'ordinal' })),
  clip: ofNumbers(clip({ quantiles: [0.1, 0.9] })),
  cyclicEncoder: ofNumbers(cyclicEncoder({ period: 12 })),
  frequencyEncoder: ofTexts(frequencyEncoder()),
  imputer: ofNumbers(imputer({ strategy: 'mean' })),
  log1p: ofNumbers(log1p()),
  minMaxScaler: ofNumbers(minMaxScaler({ range: [-1, 1] })),
  oneHotEncoder: ofTexts(oneHotEncoder()),
  ordinalEncoder: ofTexts(ordinalEncoder()),
  passthrough: ofNumbers(passthrough()),
  powerTransformer: ofNumbers(powerTransformer()),
  robustScaler: ofNumbers(robustScaler()),
  standardScaler: ofNumbers(standardScaler()),
  targetEncoder: ofTexts(targetEncoder()),
  tfidfEncoder: ofTexts(tfidfEncoder()),
  tokenIds: ofTexts(tokenIds({ length: 3 })),
} satisfies Readonly<Record<TransformKind, Case>>;

/** float32 keeps 7 digits of what float64 gives; the last steps of the two may round apart. */
const digits = 6;

describe('transforms', () => {
  it.each(Object.keys(transforms))('%s has a case', (kind) => {
    expect(Object.keys(cases)).toContain(kind);
  });

  it.each(Object.entries<Case>(cases))('%s is plain JSON', (_kind, { spec }) => {
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  // What needs the target gives a row of the training matrix another number than it gives at serving.
  it.each(
    Object.entries<Case>(cases).filter(
      ([, { spec }]) => givesNumbers(spec.kind, spec) && !needsTarget(spec.kind),
    ),
  )('%s fits the next transform on what the graph gives', async (_kind, { spec, train, next }) => {
    const { features } = await encodeColumn([spec], { train });
    const expected = Array.from(next, Number);
    expect(features).toHaveLength(expected.length);
    for (const [i, row] of features.entries()) expect(row[0]).toBeCloseTo(expected[i] ?? Number.NaN, digits);
  });

  it.each(Object.entries<Case>(cases))('%s gives finite features for strange values', async (_kind, {
    spec,
    train,
    strange,
  }) => {
    const { features } = await encodeColumn([spec], { train, rows: strange });
    expect(features).toHaveLength(strange.length);
    expect(features.flat().every(Number.isFinite)).toBe(true);
  });

  it.each(Object.entries<Case>(cases))('%s names its columns, and takes one row and none', async (_kind, {
    spec,
    train,
  }) => {
    const first = train.slice(0, 1);
    // One row cannot be in two folds.
    const fewest = needsTarget(spec.kind) ? train.slice(0, 2) : first;
    const one = await encodeColumn([spec], { train: fewest, rows: first });
    expect(one.features).toHaveLength(1);
    expect(one.featureNames).toHaveLength(one.features[0]?.length ?? 0);
    if (spec.kind === 'tfidfEncoder') return; // onnxruntime's op refuses a batch without rows
    expect((await encodeColumn([spec], { train, rows: [] })).features).toEqual([]);
  });

  it.each(
    Object.entries<Case>(cases).filter(([, { train }]) => typeof train[0] === 'number'),
  )('%s gives the same for integers as for the numbers they are', async (_kind, { spec }) => {
    const columns = { train: { x: [0, 3, 1, 7, 2, 2] }, rows: { x: [-4, 0, 5, 1_700_000_000] } };
    const integers = await encode({ x: [spec] }, schemaOf({ name: 'x', type: 'integer' }), columns);
    const asNumbers = await encode({ x: [spec] }, schemaOf({ name: 'x', type: 'number' }), columns);
    expect(integers.features).toEqual(asNumbers.features);
  });

  it.each(Object.entries<Case>(cases))('%s takes a constant column', async (_kind, { spec, train }) => {
    const constant = typeof train[0] === 'string' ? ['a', 'a'] : [7, 7];
    const { features } = await encodeColumn([spec], { train: constant });
    expect(features.flat().every(Number.isFinite)).toBe(true);
    expect(features[0]).toEqual(features[1]);
  });
});

function needsTarget(kind: TransformKind): boolean {
  return transformOf(kind).needsTarget ?? false;
}

function givesNumbers<Kind extends TransformKind>(kind: Kind, spec: TransformSpec<Kind>): boolean {
  const { number, text } = transformOf(kind).stages(spec);
  return number === 'number' || text === 'number';
}
