/**
 * Drift in words: what changed in a column, what the report comes to, what to do next. Only what the profile and the
 * window's counts know is said.
 */

import type { ColumnDrift, DriftBins, DriftPolicy, DriftReport, ShareSignal } from './drift-report.js';

/** One column's change, e.g. `above 29: 50 % → 71 %; missing: 0 % → 12 %`. Empty when all is well. */
export function describeChange(column: ColumnDrift, policy: DriftPolicy): string {
  if (column.verdict === 'insufficient-data') return describeShortage(column, policy);
  const [missing, unseen, outOfRange] = [column.missing, column.unseen, column.outOfRange];
  const parts: string[] = [];
  if (isFinding(column.distribution) && column.bins) parts.push(largestChange(column.bins));
  if (isFinding(missing?.verdict)) parts.push(`missing: ${change(missing)}`);
  if (isFinding(unseen?.verdict))
    parts.push(`unseen ${column.unseenValues.map(quote).join(', ')}: ${change(unseen)}`);
  if (isFinding(outOfRange?.verdict)) parts.push(`out of range: ${change(outOfRange)}`);
  return parts.join('; ');
}

/** The summary, a sentence for each column that is not ok, and the next step. */
export function explainReport(report: DriftReport): readonly string[] {
  const columns = report.prediction ? [...report.columns, report.prediction] : report.columns;
  const sentences = columns
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ name, verdict, note }) => `${name}: ${verdict}${note === '' ? '' : `: ${note}`}.`);
  return [summarise(report), ...sentences, nextStep(report)];
}

/** The report in one line. */
export function summarise(report: DriftReport): string {
  const { verdict, rows, referenceRows, columns, prediction } = report;
  const compared = `${rows} rows against ${referenceRows}`;
  if (verdict === 'insufficient-data')
    return `Insufficient data: ${compared}; at least ${report.policy.minRows} are needed.`;
  const counts = (['drift', 'error', 'warn'] as const)
    .map((kind) => ({ kind, count: columns.filter((column) => column.verdict === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`);
  const found = counts.length > 0 ? `${counts.join(', ')} of` : 'nothing found in';
  const predictions = prediction ? `; prediction ${prediction.verdict}` : '';
  return `Verdict ${verdict}: ${found} ${columns.length} columns${predictions}; ${compared}.`;
}

/** What a person should do now. */
export function nextStep({ verdict, columns, prediction, policy, rows }: DriftReport): string {
  const all = prediction ? [...columns, prediction] : columns;
  const steps: string[] = [];
  if (all.some((column) => column.verdict === 'error'))
    steps.push('repair the columns in error at their source, since nothing is known of their drift');
  if (verdict === 'drift')
    steps.push('find out whether a data source or the world changed; if the world, retrain on recent rows');
  if (verdict === 'insufficient-data')
    steps.push(`wait for ${Math.max(1, policy.minRows - rows)} more rows, or widen the window`);
  if (all.some((column) => column.verdict === 'warn') && verdict === 'warn')
    steps.push('compare again with the next window: the changes are real but small');
  return `Next: ${steps.length > 0 ? steps.join('; then ') : 'nothing to do'}.`;
}

/** A number as people read it: four significant digits. */
function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `12 %`, with a decimal below ten percent, where it matters. */
function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 9.95 ? Math.round(percent) : Number(percent.toFixed(1))} %`;
}

function isFinding(verdict: string | null | undefined): boolean {
  return verdict === 'drift' || verdict === 'warn';
}

function describeShortage({ n, m }: ColumnDrift, { minRows }: DriftPolicy): string {
  return m < minRows
    ? `${m} rows with a value, ${minRows} needed`
    : `${n} reference rows with a value, ${minRows} needed`;
}

function change(signal: ShareSignal | null): string {
  return `${formatShare(signal?.referenceShare ?? 0)} → ${formatShare(signal?.windowShare ?? 0)}`;
}

/** Served values are anyone's: a control character would write to the reader's terminal. */
function quote(value: string): string {
  return `'${value.replaceAll(/\p{Cc}/gu, '·')}'`;
}

/** The place where the distribution moved most: a category's share, or the share of rows above an edge. */
function largestChange(bins: DriftBins): string {
  const shares = bins.kind === 'numeric' ? sharesAbove(bins) : categoryShares(bins);
  const [first, ...others] = shares;
  if (!first) return '';
  const largest = others.reduce((a, b) => (Math.abs(b.to - b.from) > Math.abs(a.to - a.from) ? b : a), first);
  return `${largest.of}: ${formatShare(largest.from)} → ${formatShare(largest.to)}`;
}

function sharesAbove({ edges, reference, window }: Extract<DriftBins, { kind: 'numeric' }>) {
  let from = 1;
  let to = 1;
  return edges.map((edge, i) => {
    from -= reference[i] ?? 0;
    to -= window[i] ?? 0;
    return { of: `above ${formatNumber(edge)}`, from: Math.max(0, from), to: Math.max(0, to) };
  });
}

function categoryShares({ categories, reference, window }: Extract<DriftBins, { kind: 'categorical' }>) {
  return reference.map((from, i) => {
    const category = categories[i];
    return {
      of: category === undefined ? 'other values' : quote(category),
      from,
      to: window[i] ?? 0,
    };
  });
}
