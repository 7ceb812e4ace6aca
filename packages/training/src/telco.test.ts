/** The recommended settings on the Telco customer churn data, against scikit-learn on the same folds. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  buildModel,
  fitBinaryClassifier,
  logisticRegression,
  type Matrix,
  predictLogits,
  selectBackend,
} from './index.js';

const folder = process.env.WAYMARK_TEST_DATA;
const folds = 5;
const numbers = ['tenure', 'MonthlyCharges', 'TotalCharges'];

/** scikit-learn LogisticRegression(C=inf), mean over the same folds of the same matrix. */
const scikitLearn = 0.8460656866264806;
/** The 200 steps end just short of convergence: 0.00013 below when measured. */
const tolerance = 0.0005;

describe.skipIf(!folder)('logisticRegression on the Telco data (needs WAYMARK_TEST_DATA)', () => {
  it('reaches the ROC-AUC of scikit-learn in 5-fold cross-validation', { timeout: 60_000 }, async () => {
    await selectBackend('wasm');
    const all = encode(join(folder ?? '', 'telco-customer-churn', 'telco.csv'));
    const foldOf = stratifiedFolds(all.labels);
    const scores: number[] = [];
    for (let fold = 0; fold < folds; fold++) {
      const train = rowsWhere(all, (row) => foldOf[row] !== fold);
      const test = rowsWhere(all, (row) => foldOf[row] === fold);
      const model = await buildModel(logisticRegression(), { inputWidth: all.width, seed: 1 });
      // The test rows may watch: these settings choose no epoch by them.
      await fitBinaryClassifier(
        model,
        { train, validation: test },
        { ...logisticRegression.training, seed: 1 },
      );
      scores.push(rocAuc(test.labels, await predictLogits(model, test)));
      model.dispose();
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / folds;
    expect(Math.abs(mean - scikitLearn)).toBeLessThan(tolerance);
  });
});

/** Standardised numbers and one-hot texts, fitted on all rows: good enough to compare optimisers, not for a model. */
function encode(file: string): Matrix {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const table = lines.map((line) => line.split(','));
  const columns = header
    .split(',')
    .map((name, i) => ({ name, values: table.map((cells) => cells[i] ?? '') }));
  const encoded = columns.slice(1, -1).flatMap(({ name, values }) =>
    numbers.includes(name)
      ? [standardised(values.map(Number))] // the empty text of a new customer is 0
      : [...new Set(values)].map((category) => values.map((value) => (value === category ? 1 : 0))),
  );
  const features = new Float32Array(lines.length * encoded.length);
  for (const [column, values] of encoded.entries())
    for (const [row, value] of values.entries()) features[row * encoded.length + column] = value;
  const labels = Uint8Array.from(columns.at(-1)?.values ?? [], (value) => (value === 'Yes' ? 1 : 0));
  return { features, labels, rows: lines.length, width: encoded.length };
}

function standardised(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}

/** Deals the rows of each class out in turn. */
function stratifiedFolds(labels: Uint8Array): readonly number[] {
  const dealt = [0, 0];
  return Array.from(labels, (label) => {
    const turn = dealt[label] ?? 0;
    dealt[label] = turn + 1;
    return turn % folds;
  });
}

function rowsWhere({ features, labels, width }: Matrix, keep: (row: number) => boolean): Matrix {
  const kept = Array.from(labels.keys()).filter(keep);
  const chosen = new Float32Array(kept.length * width);
  for (const [i, row] of kept.entries())
    chosen.set(features.subarray(row * width, (row + 1) * width), i * width);
  return {
    features: chosen,
    labels: Uint8Array.from(kept, (row) => labels[row] ?? 0),
    rows: kept.length,
    width,
  };
}

/** The share of pairs of a positive and a negative that the scores put in order. Ties do not occur here. */
function rocAuc(labels: Uint8Array, scores: Float32Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let negatives = 0;
  let ordered = 0;
  for (const row of order) {
    if (labels[row] === 1) ordered += negatives;
    else negatives++;
  }
  return ordered / (negatives * (labels.length - negatives));
}
