import type { ReferenceProfile } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { compareWithReference } from './compare-with-reference.js';
import { formatDriftReport } from './format-drift-report.js';

const prediction = {
  kind: 'numeric' as const,
  name: 'prediction',
  rows: 1000,
  missing: 0,
  min: 0,
  max: 1,
  edges: [0.5],
  counts: [500, 500],
};
const profile: ReferenceProfile = {
  formatVersion: 1,
  columns: [
    { ...prediction, name: 'charges', max: 100, edges: [50] },
    { ...prediction, name: 'tenure', max: 100, edges: [50] },
    { ...prediction, name: 'a column whose name is longer than the table', max: 100, edges: [50] },
    {
      kind: 'categorical',
      name: 'payment',
      rows: 1000,
      missing: 0,
      categories: [
        { value: 'check', count: 600 },
        { value: 'card', count: 400 },
      ],
      other: 0,
      seen: ['card', 'check'],
    },
  ],
  prediction,
};
const lowAndHigh = (low: number) => Float64Array.from({ length: 200 }, (_, i) => (i < low ? 25 : 75));
const report = compareWithReference(
  profile,
  {
    rows: 200,
    columns: {
      charges: lowAndHigh(100),
      tenure: lowAndHigh(73),
      payment: Array.from({ length: 200 }, (_, i) => (i < 40 ? 'check' : 'card')),
    },
  },
  { prediction: lowAndHigh(100).map((value) => value / 100) },
);

describe('formatDriftReport', () => {
  it('prints one line a column, worst first, then the summary and the next step', () => {
    expect(formatDriftReport(report)).toBe(`verdict column                  PSI    cut       p what changed
drift   payment               0.710  0.100   3e-24 'card': 40 % → 80 %
error   a column whose name…      -      -       - the window has no such column
warn    tenure                0.074  0.100   0.002 above 50: 50 % → 64 %
ok      charges               0.000  0.100   1.000
ok      prediction            0.000  0.100   1.000

Verdict drift: 1 drift, 1 error, 1 warn of 4 columns; prediction ok; 200 rows
against 1000.
Next: repair the columns in error at their source, since nothing is known of
their drift; then find out whether a data source or the world changed; if the
world, retrain on recent rows.`);
  });

  it.each([60, 80, 120])('keeps every line within %d characters', (width) => {
    const lines = formatDriftReport(report, { width }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('colours the verdicts only, and only when asked', () => {
    const coloured = formatDriftReport(report, { colour: true });
    expect(coloured).toContain('\u001b[31mdrift\u001b[0m   payment');
    const uncoloured = coloured
      .split('\u001b')
      .map((part, i) => (i === 0 ? part : part.replace(/^\[\d+m/, '')));
    expect(uncoloured.join('')).toBe(formatDriftReport(report));
    expect(formatDriftReport(report)).not.toContain('\u001b');
  });

  it('calls too few rows few', () => {
    const few = compareWithReference(profile, { rows: 3, columns: { tenure: Float64Array.from([1, 2, 3]) } });
    expect(formatDriftReport(few)).toContain('few     tenure');
    expect(formatDriftReport(few)).toContain(
      'Insufficient data: 3 rows against 1000; at least 100 are needed.',
    );
  });

  it('has no table where every column has too few rows', () => {
    const charges = Float64Array.from([1, 2, 3]);
    const few = compareWithReference(
      { ...profile, columns: profile.columns.slice(0, 1) },
      { rows: 3, columns: { charges } },
      { prediction: charges },
    );
    expect(formatDriftReport(few)).toBe(`Insufficient data: 3 rows against 1000; at least 100 are needed.
Next: wait for 97 more rows, or widen the window.`);
  });

  it('prints a report without columns', () => {
    const none = compareWithReference({ ...profile, columns: [] }, { rows: 200, columns: {} });
    expect(formatDriftReport(none)).toContain(
      'Verdict ok: nothing found in 0 columns; 200 rows against 1000.',
    );
  });
});
