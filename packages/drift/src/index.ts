/**
 * Drift: freeze a reference profile at training time, compare windows of served rows with it, and print the report.
 * No raw reference rows are needed, and a false-alarm rate is part of the contract.
 */

export { buildReferenceProfile, type ReferenceProfileOptions } from './build-reference-profile.js';
export { type CompareOptions, compareWithReference } from './compare-with-reference.js';
export type { PolicyOptions } from './drift-policy.js';
export {
  type ColumnDrift,
  type ColumnVerdict,
  type DriftBins,
  type DriftPolicy,
  type DriftReport,
  type DriftVerdict,
  driftReportSchema,
  type ShareSignal,
} from './drift-report.js';
export { type FormatDriftReportOptions, formatDriftReport } from './format-drift-report.js';
