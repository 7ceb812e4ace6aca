/**
 * A category as the mean of what is predicted where it occurs, drawn towards the mean of all rows: scikit-learn's
 * TargetEncoder for binary and continuous targets (Micci-Barreca 2001). A row of the training matrix must not be
 * encoded by its own target, so each fold has numbers that the other folds taught. Several classes are left out.
 */

import type { TextColumn } from '@waymark/contracts';
import { missingTexts } from './missing-text.js';
import { emitLookup, lookUp, type TextLookup } from './text-lookup.js';
import type { CrossFitting, Transform } from './transform.js';
import { countTexts } from './value-counts.js';

export interface TargetEncoderOptions {
  /**
   * How many rows with the overall mean are added to each category, from 0; 'auto' (default) weighs by the variances,
   * an empirical Bayes estimate.
   */
  readonly smooth?: number | 'auto';
}

export type TargetEncoderSpec = { readonly kind: 'targetEncoder' } & TargetEncoderOptions;

export type FittedTargetEncoder = { readonly kind: 'targetEncoder' } & TextLookup;

/**
 * Encodes text as the mean of the target in its category. Missing is a category too; what was not seen gets the mean of
 * all rows. Only crossFitPreprocessing fits it.
 *
 * @example
 * targetEncoder({ smooth: 10 }); // => { kind: 'targetEncoder', smooth: 10 }
 */
export function targetEncoder(options: TargetEncoderOptions = {}): TargetEncoderSpec {
  return { kind: 'targetEncoder', ...options };
}

export const targetEncoderTransform: Transform<TargetEncoderSpec, FittedTargetEncoder> = {
  stages: () => ({ text: 'number' }),
  fillsMissing: true,
  needsTarget: true,

  check({ smooth = 'auto' }) {
    return smooth === 'auto' || (Number.isFinite(smooth) && smooth >= 0)
      ? []
      : [`smooth must be 'auto' or a finite number from 0; got ${smooth}`];
  },

  fit({ smooth = 'auto' }, { schema, values, crossFitting }) {
    if (values instanceof Float64Array) throw new TypeError('stages lets text pass only');
    if (crossFitting === undefined) throw new TypeError('fitPreprocessing refuses what needs the target');
    const { target, foldOf, folds } = crossFitting;
    const missing = missingTexts(schema, new Set(countTexts(values).keys()));
    const learn = (isIn: (row: number) => boolean): FittedTargetEncoder => {
      const seen = seenTargets({ values, target }, isIn);
      return { kind: 'targetEncoder', ...encodingsOf(seen, { smooth, missing }) };
    };
    const byFold = folds.map((fold) => learn((row) => foldOf[row] !== fold));
    return {
      fitted: learn(() => true),
      byFold,
      values: encodeByFold(byFold, values, crossFitting),
    };
  },

  emit: (builder, fitted, value) => emitLookup(builder, fitted, value), // [N]
};

/** What the target was where each text occurred; missing is the empty text. */
type TargetsByText = ReadonlyMap<string, readonly number[]>;

function seenTargets(
  { values, target }: { readonly values: TextColumn; readonly target: Float64Array },
  isIn: (row: number) => boolean,
): TargetsByText {
  const seen = new Map<string, number[]>();
  for (const [row, text] of values.entries()) {
    const targetOfRow = target[row];
    if (targetOfRow === undefined || !isIn(row)) continue;
    const targets = seen.get(text);
    if (targets === undefined) seen.set(text, [targetOfRow]);
    else targets.push(targetOfRow);
  }
  return new Map([...seen].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function encodingsOf(
  seen: TargetsByText,
  { smooth, missing }: { readonly smooth: number | 'auto'; readonly missing: readonly string[] },
): TextLookup {
  const all = [...seen.values()].flat();
  const overall = { mean: meanOf(all), variance: varianceOf(all) };
  const shrink = (targets: readonly number[]): number =>
    smooth === 'auto' ? shrinkByVariance(targets, overall) : shrinkByCount(targets, overall.mean, smooth);
  const present = [...seen].filter(([text]) => text !== '');
  const ofMissing = seen.get('');
  const missingNumber = ofMissing === undefined ? overall.mean : shrink(ofMissing);
  return {
    texts: [...present.map(([text]) => text), ...missing],
    numbers: [...present.map(([, targets]) => shrink(targets)), ...missing.map(() => missingNumber)],
    unknown: overall.mean,
  };
}

/** As if `rows` more rows of the category had the overall mean. */
function shrinkByCount(targets: readonly number[], mean: number, rows: number): number {
  return (sumOf(targets) + rows * mean) / (targets.length + rows);
}

/** The more a category's rows differ, against all rows, and the fewer they are, the nearer to the overall mean. */
function shrinkByVariance(
  targets: readonly number[],
  overall: { readonly mean: number; readonly variance: number },
): number {
  const spread = overall.variance * targets.length;
  const weight = spread / (spread + varianceOf(targets));
  // A target that is always the same gives 0 / 0.
  if (Number.isNaN(weight)) return overall.mean;
  return weight * meanOf(targets) + (1 - weight) * overall.mean;
}

/** Each training row by what the other folds taught: what a next transform is fitted on. */
function encodeByFold(
  byFold: readonly FittedTargetEncoder[],
  values: TextColumn,
  { foldOf, folds }: CrossFitting,
): Float64Array {
  const columns = byFold.map((fitted) => lookUp(fitted, values));
  return Float64Array.from(
    values,
    (_, row) => columns[folds.indexOf(foldOf[row] ?? Number.NaN)]?.[row] ?? Number.NaN,
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function meanOf(numbers: readonly number[]): number {
  return sumOf(numbers) / numbers.length;
}

/** Of a population. */
function varianceOf(numbers: readonly number[]): number {
  const mean = meanOf(numbers);
  return meanOf(numbers.map((number) => (number - mean) ** 2));
}
