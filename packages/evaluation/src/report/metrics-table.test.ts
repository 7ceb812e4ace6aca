import { describe, expect, it } from 'vitest';
import { churnReport } from '../fixtures/churn-report.js';
import { renderMetricsTable } from './metrics-table.js';

describe('renderMetricsTable', () => {
  it('shows each metric with its interval and the baselines', () => {
    expect(renderMetricsTable(churnReport)).toBe(`churn: 1,409 test rows, 374 of them 'Yes'
data: simulated rows from a generator with a known rule; no real people
metric             value   95 % interval  majority  logistic
------------------------------------------------------------
ROC-AUC            0.846  [0.824, 0.867]     0.500     0.841
Average precision  0.661  [0.612, 0.706]     0.265     0.652
Brier score        0.135  [0.126, 0.144]     0.195     0.137
Log loss           0.416  [0.394, 0.440]     0.579     0.422
Accuracy           0.778  [0.757, 0.800]     0.735     0.771
Precision          0.559  [0.515, 0.604]     0.000     0.548
Recall             0.770  [0.727, 0.811]     0.000     0.757
F1                 0.648  [0.610, 0.684]     0.000     0.636
------------------------------------------------------------
lower is better: Brier score, Log loss; threshold 0.313`);
  });

  it.each([40, 50, 79, 80])('keeps to %i columns, and still says that data is simulated', (width) => {
    const wordy = { ...churnReport, model: 'a-model-with-a-very-long-name-that-somebody-thought-was-needed' };
    const table = renderMetricsTable(wordy, { width });
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(table).toContain('data: simulated');
  });

  it('does not call other data simulated', () => {
    expect(renderMetricsTable({ ...churnReport, dataSource: 'file' })).not.toContain('simulated');
  });

  it('shows what is not a number as such', () => {
    const rocAuc = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
    const report = { ...churnReport, metrics: { ...churnReport.metrics, rocAuc } };
    expect(renderMetricsTable(report)).toMatch(/ROC-AUC +n\/a +\[n\/a, n\/a\]/);
  });

  it('refuses a width that holds no table', () => {
    expect(() => renderMetricsTable(churnReport, { width: 39 })).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_OPTIONS_INVALID' }),
    );
  });
});
