import type { CategoricalProfile, Column, NumericProfile, ReferenceProfile } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { compareWithReference } from './compare-with-reference.js';
import { type ColumnDrift, driftReportSchema } from './drift-report.js';
import { plan, prediction, tenure } from './testing/sample-profile.js';

/** Digits that float64 keeps through these sums. */
const digits = 12;

/** The middle of each bin, as often as the count says. */
function tenures(counts: readonly number[]): Float64Array {
  return Float64Array.from(counts.flatMap((count, i) => new Array<number>(count).fill(10 * i + 5)));
}

function repeat(values: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(values).flatMap(([value, times]) => new Array<string>(times).fill(value));
}

function compareColumn(
  profile: NumericProfile | CategoricalProfile,
  column: Column,
  minRows = 100,
): ColumnDrift {
  const reference: ReferenceProfile = { formatVersion: 1, columns: [profile], prediction };
  const window = { rows: column.length, columns: { [profile.name]: column } };
  const report = compareWithReference(reference, window, { minRows });
  expect(driftReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  const [drift] = report.columns;
  if (!drift) throw new Error('expected one column');
  return drift;
}

const even = tenures(new Array<number>(10).fill(100));

describe('judgeColumn', () => {
  describe('the distribution of numbers', () => {
    // numpy 2.4.6 for the index with half a row added, scipy 1.17.1 chi2.sf for the p-value
    it('is tested by PSI with the law of both sample sizes', () => {
      const drift = compareColumn(tenure, tenures([40, 60, 50, 55, 45, 52, 48, 50, 61, 39]));
      expect(drift).toMatchObject({
        verdict: 'ok',
        method: 'population-stability-index',
        n: 5000,
        m: 500,
        degreesOfFreedom: 9,
        cut: 0.1,
        note: '',
      });
      expect(drift.effect).toBeCloseTo(0.01987201516532293, digits);
      expect(drift.statistic).toBeCloseTo(9.032734166055876, digits);
      expect(drift.pValue).toBeCloseTo(0.4342580400892319, digits);
    });

    it('drifts when the change is significant and large, and says where it is largest', () => {
      const drift = compareColumn(tenure, tenures([50, 50, 50, 50, 50, 150, 150, 150, 150, 150]));
      expect(drift.verdict).toBe('drift');
      expect(drift.note).toBe('above 50: 50 % → 75 %');
    });

    it('warns of a significant change that is small', () => {
      const drift = compareColumn(tenure, tenures([74, 74, 74, 74, 74, 126, 126, 126, 126, 126]));
      expect(drift).toMatchObject({ verdict: 'warn', note: 'above 50: 50 % → 63 %' });
      // numpy 2.4.6, half a row added
      expect(drift.effect).toBeCloseTo(0.06848518782255517, digits);
    });

    it('does not alarm at a large index in a window that is small', () => {
      const drift = compareColumn(tenure, tenures([8, 12, 6, 14, 10, 15, 5, 13, 7, 10]));
      expect(drift.verdict).toBe('ok');
      expect(drift.effect).toBeGreaterThan(0.1);
      expect(drift.cut).toBeGreaterThan(drift.effect ?? 0);
    });
  });

  describe('the distribution of categories', () => {
    // scipy 1.17.1 chi2_contingency([[300, 200], [60, 140]], correction=False)
    it("is tested by Pearson's two-sample test", () => {
      const drift = compareColumn(plan, repeat({ basic: 60, plus: 140 }));
      expect(drift).toMatchObject({
        verdict: 'drift',
        method: 'two-sample-chi-square',
        degreesOfFreedom: 1,
        note: "'basic': 60 % → 30 %",
        bins: { categories: ['basic', 'plus'], reference: [0.6, 0.4, 0], window: [0.3, 0.7, 0] },
      });
      expect(drift.statistic).toBeCloseTo(51.470588235294116, digits);
      expect(drift.pValue).toBeCloseTo(7.267779642333058e-13, 24);
      expect(drift.effect).toBeCloseTo(0.37266935497915793, digits);
    });

    it('shows unseen values as a signal of their own', () => {
      const drift = compareColumn(plan, repeat({ basic: 110, plus: 70, trial: 15, 'a\u001b[2J': 5 }));
      expect(drift.unseen).toMatchObject({
        verdict: 'drift',
        referenceShare: 0,
        windowShare: 0.1,
        windowCount: 20,
      });
      expect(drift.unseenValues).toEqual(['trial', 'a\u001b[2J']);
      expect(drift.note).toContain("unseen 'trial', 'a·[2J': 0 % → 10 %");
    });

    it('does not alarm at one unseen row', () => {
      const drift = compareColumn(plan, repeat({ basic: 60, plus: 39, trial: 1 }));
      expect(drift.unseen?.verdict).toBe('ok');
      // Fisher's exact test of 1 of 100 against 0 of 500: 100 / 600.
      expect(drift.unseen?.pValue).toBeCloseTo(1 / 6, digits);
    });

    it('expects unseen values of a column that is all rare values', () => {
      const names = Array.from({ length: 500 }, (_, i) => `name ${i}`);
      const rare = {
        ...plan,
        categories: names.slice(0, 2).map((value) => ({ value, count: 1 })),
        other: 498,
        seen: names,
      };
      const drift = compareColumn(
        rare,
        names.map((name) => `another ${name}`),
      );
      expect(drift.unseen).toMatchObject({ windowShare: 1, pValue: 1, verdict: 'ok' });
    });

    it('takes a window of unseen values only', () => {
      const drift = compareColumn(plan, repeat({ trial: 200 }));
      expect(drift).toMatchObject({ verdict: 'drift', unseen: { verdict: 'drift', windowShare: 1 } });
    });
  });

  describe('missing and out-of-range values', () => {
    // scipy 1.17.1 fisher_exact([[30, 970], [0, 5000]])
    it('finds missing values that the distribution does not show', () => {
      const drift = compareColumn(
        tenure,
        even.map((value, i) => (i % 100 < 3 ? Number.NaN : value)),
      );
      expect(drift).toMatchObject({
        verdict: 'drift',
        distribution: 'ok',
        m: 970,
        missing: { verdict: 'drift', referenceShare: 0, windowShare: 0.03, windowCount: 30 },
        note: 'missing: 0 % → 3 %',
      });
      expect(drift.missing?.pValue).toBeCloseTo(3.134706514546593e-24, 34);
    });

    it('finds missing values that are gone', () => {
      const drift = compareColumn({ ...tenure, rows: 6000, missing: 1000 }, even);
      expect(drift).toMatchObject({ verdict: 'drift', note: 'missing: 17 % → 0 %' });
    });

    // scipy 1.17.1 fisher_exact([[30, 970], [1, 4999]], alternative='greater')
    it('finds values beyond the range, infinities and huge ones among them', () => {
      const outside = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.7e308];
      const drift = compareColumn(
        tenure,
        even.map((value, i) => (i % 100 < 3 ? (outside[i % 100] ?? value) : value)),
      );
      expect(drift.outOfRange).toMatchObject({ verdict: 'drift', windowShare: 0.03, windowCount: 30 });
      expect(drift.outOfRange?.pValue).toBeCloseTo(8.189617672928514e-23, 33);
    });

    it('tests no share that is zero in both', () => {
      expect(compareColumn(tenure, even).missing).toMatchObject({
        verdict: 'ok',
        pValue: null,
        adjustedPValue: null,
      });
    });
  });

  describe('boundaries', () => {
    const insufficient = { verdict: 'insufficient-data', pValue: null, adjustedPValue: null, cut: null };

    it('says insufficient data of an empty window and of one row', () => {
      expect(compareColumn(tenure, new Float64Array(0))).toMatchObject({
        ...insufficient,
        m: 0,
        effect: null,
      });
      expect(compareColumn(plan, [])).toMatchObject({ ...insufficient, m: 0, effect: null });
      expect(compareColumn(tenure, Float64Array.from([1e9]))).toMatchObject({ ...insufficient, m: 1 });
      expect(compareColumn(plan, ['trial'])).toMatchObject({ ...insufficient, m: 1 });
    });

    it('judges from minRows rows on', () => {
      expect(compareColumn(plan, repeat({ plus: 99 }))).toMatchObject({
        verdict: 'insufficient-data',
        note: '99 rows with a value, 100 needed',
      });
      expect(compareColumn(plan, repeat({ plus: 100 })).verdict).toBe('drift');
    });

    it('finds a column that is all missing in the window', () => {
      const drift = compareColumn(tenure, new Float64Array(200).fill(Number.NaN));
      expect(drift).toMatchObject({
        verdict: 'drift',
        distribution: 'insufficient-data',
        m: 0,
        effect: null,
      });
      expect(drift.note).toBe('missing: 0 % → 100 %');
    });

    it('finds a column that was all missing in the reference', () => {
      const empty = { ...tenure, missing: 5000, min: null, max: null, edges: [], counts: [0] };
      expect(compareColumn(empty, even)).toMatchObject({
        verdict: 'drift',
        note: 'missing: 100 % → 0 %',
        n: 0,
      });
      expect(
        compareColumn(
          empty,
          even.map(() => Number.NaN),
        ),
      ).toMatchObject({
        verdict: 'insufficient-data',
        note: '0 rows with a value, 100 needed',
      });
    });

    it('watches the range of a constant column, which has no distribution to test', () => {
      const constant = { ...tenure, min: 7, max: 7, edges: [], counts: [5000] };
      expect(compareColumn(constant, new Float64Array(200).fill(7))).toMatchObject({
        verdict: 'ok',
        pValue: null,
      });
      expect(compareColumn(constant, new Float64Array(200).fill(8))).toMatchObject({
        verdict: 'drift',
        note: 'out of range: 0 % → 100 %',
      });
    });
  });
});
