/**
 * Compares a window of served rows with the frozen reference: each column's distribution, missing, unseen and
 * out-of-range values, judged together so that many columns do not mean many false alarms.
 */

import type { Column, ColumnProfile, ReferenceProfile, Table } from '@waymark/contracts';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { driftPolicy, type PolicyOptions, type Significance } from './drift-policy.js';
import type { ColumnDrift, DriftReport, DriftVerdict } from './drift-report.js';
import { explainReport } from './explain-drift.js';
import { columnInError, judgeColumn } from './judge-column.js';
import { type MeasuredColumn, measureColumn } from './measure-column.js';

export interface CompareOptions extends PolicyOptions {
  /** The positive class's probability, one for each row of the window. Left out, predictions are not compared. */
  readonly prediction?: Float64Array | undefined;
}

/**
 * The drift report of a window.
 *
 * A column that is absent or of the wrong type gets the verdict `error`; it does not stop the others. Columns that
 * the profile does not know are not looked at.
 *
 * @throws WaymarkError `DRIFT_OPTIONS_INVALID`.
 */
export function compareWithReference(
  profile: ReferenceProfile,
  window: Table,
  options: CompareOptions = {},
): DriftReport {
  const policy = driftPolicy(options);
  const measure = (column: ColumnProfile, values: Column | undefined) => ({
    column,
    measured: measureColumn(column, values, { rows: window.rows, minRows: policy.minRows }),
  });
  const columns = profile.columns.map((column) => measure(column, columnOf(window, column.name)));
  const prediction = options.prediction ? measure(profile.prediction, options.prediction) : null;

  const all = prediction ? [...columns, prediction] : columns;
  const significance = significanceOf(
    all.flatMap(({ measured }) => (typeof measured === 'string' ? [] : pValuesOf(measured))),
    policy.alpha,
  );
  const judge = ({ column, measured }: (typeof columns)[number]) =>
    typeof measured === 'string'
      ? columnInError(column, measured)
      : judgeColumn(measured, significance, policy);
  return assemble(profile, window.rows, {
    policy,
    columns: columns.map(judge),
    prediction: prediction && judge(prediction),
  });
}

function columnOf({ columns }: Table, name: string): Column | undefined {
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}

/** One family of tests for the whole report. */
function significanceOf(pValues: readonly number[], alpha: number): Significance {
  const { adjustedPValues, threshold } = benjaminiHochberg(pValues, alpha);
  // Equal p-values have equal adjusted ones.
  const adjusted = new Map(pValues.map((pValue, i) => [pValue, adjustedPValues[i] ?? 1]));
  return { alpha, threshold, adjust: (pValue) => adjusted.get(pValue) ?? 1 };
}

function pValuesOf({ pValue, missing, unseen, outOfRange }: MeasuredColumn): readonly number[] {
  return [pValue, missing.pValue, unseen?.pValue, outOfRange?.pValue].filter(
    (candidate) => candidate !== null && candidate !== undefined,
  );
}

function assemble(
  profile: ReferenceProfile,
  rows: number,
  judged: Pick<DriftReport, 'policy' | 'columns' | 'prediction'>,
): DriftReport {
  const { policy, columns, prediction } = judged;
  const report: DriftReport = {
    formatVersion: 1,
    verdict: datasetVerdict(prediction ? [...columns, prediction] : columns, rows < policy.minRows),
    rows,
    referenceRows: profile.columns[0]?.rows ?? profile.prediction.rows,
    policy,
    columns,
    prediction,
    driftedColumns: columns.filter(({ verdict }) => verdict === 'drift').map(({ name }) => name),
    explanation: [],
  };
  return { ...report, explanation: explainReport(report) };
}

/** Any drift is drift: the adjustment has already paid for the number of columns. A sparse column alone is no cause to wait. */
function datasetVerdict(columns: readonly ColumnDrift[], tooFewRows: boolean): DriftVerdict {
  const found = new Set(columns.map(({ verdict }) => verdict));
  if (found.has('drift')) return 'drift';
  if (tooFewRows) return 'insufficient-data';
  return found.has('warn') || found.has('error') ? 'warn' : 'ok';
}
