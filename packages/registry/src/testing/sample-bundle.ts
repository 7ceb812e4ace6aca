/** A small valid bundle for tests. The model is not an ONNX graph: nothing in this package looks into it. */

import type { EvaluationReport, MetricName, ReferenceProfile } from '@waymark/contracts';
import type { BundleContents } from '../write-bundle.js';

/** Bundles with different seeds have different hashes. */
export function sampleContents(seed = 1): BundleContents {
  return {
    manifest: { ...manifest, model: { kind: 'logistic', backend: 'cpu', seed, parameters: { epochs: 3 } } },
    model: Uint8Array.of(1, 2, 3),
    referenceProfile,
    golden: {
      formatVersion: 1,
      rows: [{ tenure: 12, charges: null, contract: 'month' }],
      expected: { label: ['Yes'], probabilities: [[0.25, 0.75]] },
    },
    metrics,
    exampleRequest: { inputs: [{ name: 'tenure', shape: [1], datatype: 'INT64', data: [12] }] },
    modelCard: '# churn\n',
    evaluationHtml: '<!doctype html><title>churn</title>\n',
  };
}

const manifest: Omit<BundleContents['manifest'], 'model'> = {
  name: 'churn',
  task: 'binary-classification',
  schema: {
    columns: [
      { name: 'customer', type: 'text', role: 'key', nullable: false },
      { name: 'tenure', type: 'integer', role: 'feature', nullable: false },
      { name: 'charges', type: 'number', role: 'feature', nullable: true },
      { name: 'contract', type: 'category', role: 'feature', nullable: false, values: ['month', 'year'] },
      { name: 'churn', type: 'category', role: 'label', nullable: false, values: ['No', 'Yes'] },
    ],
  },
  outputs: [
    { name: 'label', datatype: 'BYTES', shape: [-1] },
    { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
  ],
  classes: ['No', 'Yes'],
  positiveClass: 'Yes',
  threshold: 0.5,
  data: { source: 'simulated', rows: 4, description: 'four simulated rows' },
  lineage: { dataHash: 'a'.repeat(64), parametersHash: 'b'.repeat(64), codeHash: 'c'.repeat(64) },
};

const referenceProfile: ReferenceProfile = {
  formatVersion: 1,
  columns: [],
  prediction: {
    kind: 'numeric',
    name: 'probability',
    rows: 4,
    missing: 0,
    min: 0.1,
    max: 0.9,
    edges: [0.5],
    counts: [2, 2],
  },
};

const values: Readonly<Record<MetricName, number>> = {
  rocAuc: 0.8,
  averagePrecision: 0.6,
  brier: 0.15,
  logLoss: 0.45,
  accuracy: 0.75,
  precision: 0.5,
  recall: 0.5,
  f1: 0.5,
};

const interval = { value: 0.5, low: 0.4, high: 0.6 };

const metrics: EvaluationReport = {
  formatVersion: 1,
  model: 'churn',
  dataSource: 'simulated',
  positiveClass: 'Yes',
  threshold: 0.5,
  splits: {
    train: { rows: 2, positives: 1 },
    validation: { rows: 1, positives: 0 },
    test: { rows: 1, positives: 1 },
  },
  metrics: {
    rocAuc: interval,
    averagePrecision: interval,
    brier: interval,
    logLoss: interval,
    accuracy: interval,
    precision: interval,
    recall: interval,
    f1: interval,
  },
  confusion: { truePositives: 1, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 },
  baselines: { majority: values, logistic: values },
  bootstrap: { resamples: 10, level: 0.95, seed: 1 },
  training: { kind: 'logistic', backend: 'cpu', seed: 1, epochs: 3, bestEpoch: 2 },
  parity: { rows: 1, maxAbsDifference: 0, tolerance: 0.001 },
};
