/**
 * Measures one column of a window against its profile: the distribution of the values that are there, and the
 * shares of missing, unseen and out-of-range values. No verdict yet: that needs all columns' p-values.
 */

import type { CategoricalProfile, Column, ColumnProfile, NumericProfile } from '@waymark/contracts';
import { byFrequency, countValues } from './categorical-profile.js';
import { type TwoSampleTest, twoSampleChiSquareTest } from './chi-square-test.js';
import type { ColumnDrift, DriftBins } from './drift-report.js';
import { type MeasuredShare, measureShare } from './measure-share.js';
import { numericBinCounts } from './numeric-profile.js';
import { type BinCounts, poolAdjacentBins, poolRareBins } from './pool-sparse-bins.js';
import {
  populationStabilityIndex,
  populationStabilityTest,
  smoothedShares,
} from './population-stability-index.js';
import { sum } from './sum.js';

export interface MeasuredColumn {
  readonly profile: ColumnProfile;
  /** Rows with a value in the reference and in the window. */
  readonly n: number;
  readonly m: number;
  readonly enoughRows: boolean;
  readonly method: ColumnDrift['method'];
  /** Null when there is nothing to test. */
  readonly test: TwoSampleTest | null;
  /** The test's, and null for too few rows: their p-value is not to be trusted, and takes no part in the adjustment. */
  readonly pValue: number | null;
  readonly psi: number | null;
  readonly bins: DriftBins;
  readonly missing: MeasuredShare;
  readonly unseen: MeasuredShare | null;
  readonly unseenValues: readonly string[];
  readonly outOfRange: MeasuredShare | null;
}

/** Measures the column, or says what is wrong with it. */
export function measureColumn(
  profile: ColumnProfile,
  column: Column | undefined,
  { rows, minRows }: { readonly rows: number; readonly minRows: number },
): MeasuredColumn | string {
  if (column === undefined) return 'the window has no such column';
  if (column.length !== rows) return `it has ${column.length} values for ${rows} rows`;
  if (profile.kind === 'numeric')
    return column instanceof Float64Array
      ? measureNumeric(profile, column, minRows)
      : 'it must be numbers, and is text';
  return column instanceof Float64Array
    ? 'it must be text, and is numbers'
    : measureCategorical(profile, column, minRows);
}

function measureNumeric(profile: NumericProfile, column: Float64Array, minRows: number): MeasuredColumn {
  const counts = { reference: profile.counts, window: numericBinCounts(column, profile.edges) };
  const n = sum(counts.reference);
  const m = sum(counts.window);
  const { min, max } = profile;
  const outside = min === null || max === null ? 0 : column.filter((x) => x < min || x > max).length;
  const pooled = poolAdjacentBins(counts);
  return {
    profile,
    ...measureDistribution(pooled, populationStabilityTest(pooled.reference, pooled.window), minRows),
    method: 'population-stability-index',
    bins: { kind: 'numeric', edges: profile.edges, ...sharesOf(counts) },
    missing: measureMissing(profile, m, { rows: column.length, minRows }),
    unseen: null,
    unseenValues: [],
    // With one reference row counted as outside, Fisher's tail is the exact chance that so many of m rows fall
    // beyond the range of n exchangeable ones.
    outOfRange: measureShare(
      { count: outside, total: m },
      { count: 0, total: n },
      { minRows, alternative: 'greater', leaveOneOutCount: Math.min(1, n) },
    ),
  };
}

function measureCategorical(
  profile: CategoricalProfile,
  column: readonly string[],
  minRows: number,
): MeasuredColumn {
  const values = countValues(column);
  const m = sum([...values.values()]);
  const windowTop = profile.categories.map(({ value }) => values.get(value) ?? 0);
  const counts = {
    reference: [...profile.categories.map(({ count }) => count), profile.other],
    window: [...windowTop, m - sum(windowTop)],
  };
  const n = sum(counts.reference);
  const unseen = unseenIn(values, profile);
  const pooled = poolRareBins(counts);
  return {
    profile,
    ...measureDistribution(pooled, twoSampleChiSquareTest(pooled.reference, pooled.window), minRows),
    method: 'two-sample-chi-square',
    bins: {
      kind: 'categorical',
      categories: profile.categories.map(({ value }) => value),
      ...sharesOf(counts),
    },
    missing: measureMissing(profile, m, { rows: column.length, minRows }),
    unseen: measureShare(
      { count: sum(unseen.map(({ count }) => count)), total: m },
      { count: 0, total: n },
      { minRows, alternative: 'greater', leaveOneOutCount: mostSingletons(profile) },
    ),
    unseenValues: unseen.slice(0, 3).map(({ value }) => shorten(value)),
    outOfRange: null,
  };
}

/** What both kinds say of the values that are there. */
function measureDistribution(pooled: BinCounts, test: TwoSampleTest | null, minRows: number) {
  const n = sum(pooled.reference);
  const m = sum(pooled.window);
  const enoughRows = n >= minRows && m >= minRows;
  const psi = populationStabilityIndex(smoothedShares(pooled.reference), smoothedShares(pooled.window));
  return {
    n,
    m,
    enoughRows,
    test,
    pValue: enoughRows && test ? test.pValue : null,
    psi: n === 0 || m === 0 ? null : psi,
  };
}

function measureMissing(
  profile: ColumnProfile,
  present: number,
  options: { readonly rows: number; readonly minRows: number },
) {
  const { rows, minRows } = options;
  return measureShare(
    { count: rows - present, total: rows },
    { count: profile.missing, total: profile.rows },
    { minRows, alternative: 'two-sided' },
  );
}

function unseenIn(values: ReadonlyMap<string, number>, profile: CategoricalProfile) {
  const seen = new Set(profile.seen);
  return [...values]
    .filter(([value]) => !seen.has(value))
    .map(([value, count]) => ({ value, count }))
    .sort(byFrequency);
}

/** A report must not grow with what a client sends. */
function shorten(value: string): string {
  const characters = [...value];
  return characters.length <= 40 ? value : `${characters.slice(0, 39).join('')}…`;
}

/**
 * The most reference rows whose value occurs once, which would have been unseen without that row: the share of
 * unseen values that a column of many rare values has with no drift at all (Good 1953). Beyond the top categories
 * the profile knows how many values there are and not how frequent each is, so each counts as one: an upper bound.
 */
function mostSingletons({ categories, seen }: CategoricalProfile): number {
  return seen.length - categories.filter(({ count }) => count > 1).length;
}

function sharesOf({ reference, window }: BinCounts): BinCounts {
  return { reference: shares(reference), window: shares(window) };
}

/** All zero for an empty sample. */
function shares(counts: readonly number[]): readonly number[] {
  const total = Math.max(1, sum(counts));
  return counts.map((count) => count / total);
}
