import type { ReferenceProfile } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { compareWithReference } from './compare-with-reference.js';
import { driftReportSchema } from './drift-report.js';
import { plan, prediction, tenure } from './testing/sample-profile.js';

/** Digits that float64 keeps through these sums. */
const digits = 12;

function repeat(values: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(values).flatMap(([value, times]) => new Array<string>(times).fill(value));
}

/** 100 rows in each bin. */
const even = Float64Array.from({ length: 1000 }, (_, i) => (i % 10) * 10 + 5);

describe('compareWithReference', () => {
  const reference: ReferenceProfile = { formatVersion: 1, columns: [tenure, plan], prediction };
  const steady = { tenure: even, plan: repeat({ basic: 600, plus: 400 }) };

  it('is ok when nothing changed', () => {
    const report = compareWithReference(reference, { rows: 1000, columns: steady });
    expect(report).toMatchObject({
      formatVersion: 1,
      verdict: 'ok',
      rows: 1000,
      referenceRows: 5000,
      prediction: null,
      driftedColumns: [],
      explanation: [
        'Verdict ok: nothing found in 2 columns; 1000 rows against 5000.',
        'Next: nothing to do.',
      ],
    });
  });

  it('survives a trip through JSON, and its schema parses it', () => {
    const report = compareWithReference(
      reference,
      { rows: 1000, columns: { plan: steady.plan } },
      { prediction: even },
    );
    expect(driftReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('marks a bad column as error and judges the others', () => {
    const report = compareWithReference(reference, {
      rows: 1000,
      columns: { plan: repeat({ plus: 1000 }) },
    });
    expect(report.columns.map(({ verdict }) => verdict)).toEqual(['error', 'drift']);
    expect(report.columns[0]?.note).toBe('the window has no such column');
    expect(report).toMatchObject({ verdict: 'drift', driftedColumns: ['plan'] });
  });

  it('says of each bad column what is wrong', () => {
    const swapped = { tenure: steady.plan, plan: even };
    const report = compareWithReference(reference, { rows: 1000, columns: swapped });
    expect(report.verdict).toBe('warn');
    expect(report.columns.map(({ note }) => note)).toEqual([
      'it must be numbers, and is text',
      'it must be text, and is numbers',
    ]);
    expect(report.explanation.at(-1)).toContain('repair the columns in error');
  });

  it('does not take an inherited property for a column', () => {
    const odd = { ...reference, columns: [{ ...plan, name: 'toString' }] };
    const [column] = compareWithReference(odd, { rows: 1000, columns: {} }).columns;
    expect(column?.note).toBe('the window has no such column');
  });

  it('compares predictions', () => {
    const window = { rows: 1000, columns: steady };
    const shifted = Float64Array.from({ length: 1000 }, (_, i) => (i < 200 ? 0.25 : 0.75));
    const report = compareWithReference(reference, window, { prediction: shifted });
    expect(report).toMatchObject({
      verdict: 'drift',
      prediction: { name: 'prediction', verdict: 'drift', note: 'above 0.5: 50 % → 80 %' },
      driftedColumns: [],
    });
    const short = compareWithReference(reference, window, { prediction: new Float64Array(3) });
    expect(short.prediction).toMatchObject({ verdict: 'error', note: 'it has 3 values for 1000 rows' });
  });

  it('says insufficient data, never drift, of a small window', () => {
    const report = compareWithReference(reference, {
      rows: 99,
      columns: { tenure: new Float64Array(99).fill(1e6), plan: repeat({ trial: 99 }) },
    });
    expect(report).toMatchObject({ verdict: 'insufficient-data', driftedColumns: [] });
    expect(report.explanation.at(-1)).toBe('Next: wait for 1 more rows, or widen the window.');
  });

  it('adjusts p-values over all signals of all columns', () => {
    // Five tests: two distributions, unseen, out of range, and the missing tenures; missing plans are not tested.
    const window = { rows: 1000, columns: { ...steady, tenure: even.with(0, Number.NaN) } };
    const [first] = compareWithReference(reference, window).columns;
    // Fisher's exact test of 1 of 1000 against 0 of 5000: 1 / 6, the smallest of the five.
    expect(first?.missing?.pValue).toBeCloseTo(1 / 6, digits);
    expect(first?.missing?.adjustedPValue).toBeCloseTo(5 / 6, digits);
  });

  it('refuses options out of range with DRIFT_OPTIONS_INVALID', () => {
    expect(() => compareWithReference(reference, { rows: 0, columns: {} }, { alpha: 2 })).toThrow(
      expect.objectContaining({ code: 'DRIFT_OPTIONS_INVALID' }),
    );
  });
});
