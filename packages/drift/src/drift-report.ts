/**
 * The drift report: what a window of served rows looks like beside the frozen reference, column by column, with the
 * numbers that each verdict rests on. Plain JSON: what has no value is null, never NaN. Leaves out rows.
 */

import { formatVersion } from '@waymark/contracts';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const pValue = z.number().min(0).max(1).nullable();

/** `insufficient-data` is a verdict of its own: too few rows are never drift. */
const signalVerdict = z.enum(['ok', 'warn', 'drift', 'insufficient-data']);
/** `error`: the window's column is absent or of the wrong type; the other columns are judged all the same. */
const columnVerdict = z.enum([...signalVerdict.options, 'error']);

/** One share of rows in the reference and in the window, by Fisher's exact test. */
const shareSignal = z.strictObject({
  verdict: signalVerdict,
  /** Null in a sample without rows. */
  referenceShare: share.nullable(),
  windowShare: share.nullable(),
  /** Rows of the window that have it. */
  windowCount: z.int().min(0),
  /** Null when there is nothing to test: too few rows, or nothing missing in either sample. */
  pValue,
  adjustedPValue: pValue,
});

const numericBins = z.strictObject({
  kind: z.literal('numeric'),
  /** Bin i holds edges[i-1] < x <= edges[i]; there is one share more than edges. */
  edges: z.array(z.number()).readonly(),
  reference: z.array(share).readonly(),
  window: z.array(share).readonly(),
});

const categoricalBins = z.strictObject({
  kind: z.literal('categorical'),
  /** The last share, beyond these, is all other values together. */
  categories: z.array(z.string()).readonly(),
  reference: z.array(share).readonly(),
  window: z.array(share).readonly(),
});

const columnDrift = z.strictObject({
  name: z.string(),
  kind: z.enum(['numeric', 'categorical']),
  /** The worst of its signals: distribution, missing, unseen, outOfRange. */
  verdict: columnVerdict,
  /** Rows with a value in the reference and in the window. */
  n: z.int().min(0),
  m: z.int().min(0),
  /** The distribution's own verdict; null for a column in error. */
  distribution: signalVerdict.nullable(),
  method: z.enum(['population-stability-index', 'two-sample-chi-square']),
  /** Follows χ² with `degreesOfFreedom` when nothing drifted. Null when there is nothing to test. */
  statistic: z.number().nullable(),
  degreesOfFreedom: z.int().nullable(),
  pValue,
  /** After Benjamini-Hochberg over all signals of the report; significant where at most the policy's alpha. */
  adjustedPValue: pValue,
  /**
   * The population stability index, over bins pooled until each is expected to hold five rows: how large the change
   * is. Small samples have a large one by noise, which the cut allows for.
   */
  effect: z.number().nullable(),
  /**
   * The effect from which this column drifts, at these sample sizes and this many tests. Exact for numbers; for
   * categories, whose p-value is Pearson's, PSI and it agree to second order.
   */
  cut: z.number().nullable(),
  bins: z.discriminatedUnion('kind', [numericBins, categoricalBins]).nullable(),
  missing: shareSignal.nullable(),
  /** Values that the reference never held; null for numbers. */
  unseen: shareSignal.nullable(),
  /** Up to three of them, most frequent first, cut to 40 characters. */
  unseenValues: z.array(z.string()).readonly(),
  /** Below the reference's minimum or above its maximum; null for categories. */
  outOfRange: shareSignal.nullable(),
  /** What changed or went wrong, in words; empty when there is nothing to say. */
  note: z.string(),
});

const floors = z.strictObject({ warn: z.number().min(0), drift: z.number().min(0) });

export const driftReportSchema = z.strictObject({
  formatVersion: formatVersion(1),
  /** `drift` when a column or the prediction drifted; a column in error makes it `warn` at least. */
  verdict: signalVerdict,
  /** Rows of the window. */
  rows: z.int().min(0),
  referenceRows: z.int().min(0),
  /** What the verdicts were taken by. */
  policy: z.strictObject({
    /** False discovery rate over all signals: when nothing drifted, the chance that a window alarms at all. */
    alpha: share,
    minRows: z.int().min(1),
    /** Smallest PSI that counts. */
    psiFloors: floors,
    /** Smallest change of a share that counts, in shares: 0.01 is one percentage point. */
    shareFloors: floors,
  }),
  /** In the profile's order. */
  columns: z.array(columnDrift).readonly(),
  /** Null when the window came without predictions. */
  prediction: columnDrift.nullable(),
  /** Names of the columns whose verdict is drift; the prediction is not among them. */
  driftedColumns: z.array(z.string()).readonly(),
  /** Sentences for people: the summary, one for each column that is not ok, what to do next. */
  explanation: z.array(z.string()).readonly(),
});

export type DriftReport = Readonly<z.infer<typeof driftReportSchema>>;
export type ColumnDrift = Readonly<z.infer<typeof columnDrift>>;
export type ShareSignal = Readonly<z.infer<typeof shareSignal>>;
export type DriftBins = NonNullable<ColumnDrift['bins']>;
export type DriftPolicy = DriftReport['policy'];
export type DriftVerdict = z.infer<typeof signalVerdict>;
export type ColumnVerdict = z.infer<typeof columnVerdict>;

/** Verdicts from the one that most needs a person to the one that least does. */
export const verdictsBySeverity = [
  'drift',
  'error',
  'warn',
  'insufficient-data',
  'ok',
] as const satisfies readonly ColumnVerdict[];
