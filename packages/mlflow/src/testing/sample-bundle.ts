/** A small valid bundle. The model is not an ONNX graph: no registry looks into it. */

import { join } from 'node:path';
import type { EvaluationReport, MetricName } from '@waymark/contracts';
import { type BundleContents, writeBundle } from '@waymark/registry';
import { temporaryFolder } from './temporary-folder.js';

export interface SampleBundle {
  readonly folder: string;
  readonly manifestSha256: string;
}

/** Writes a bundle; different seeds give different hashes. */
export async function sampleBundle(model: string, seed: number): Promise<SampleBundle> {
  const folder = join(await temporaryFolder(), 'bundle');
  const { manifestSha256 } = await writeBundle(folder, contents(model, seed));
  return { folder, manifestSha256 };
}

function contents(name: string, seed: number): BundleContents {
  return {
    manifest: {
      ...{
        name,
        task: 'binary-classification',
        classes: ['No', 'Yes'],
        positiveClass: 'Yes',
        threshold: 0.5,
      },
      schema: {
        columns: [
          { name: 'customer', type: 'text', role: 'key', nullable: false },
          { name: 'tenure', type: 'integer', role: 'feature', nullable: false },
          { name: 'churn', type: 'category', role: 'label', nullable: false, values: ['No', 'Yes'] },
        ],
      },
      outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
      model: { kind: 'logistic', backend: 'cpu', seed, parameters: { epochs: 3 } },
      data: { source: 'simulated', rows: 4, description: 'four simulated rows' },
      lineage: { dataHash: 'a'.repeat(64), parametersHash: 'b'.repeat(64), codeHash: 'c'.repeat(64) },
    },
    model: Uint8Array.of(1, 2, 3),
    referenceProfile: {
      formatVersion: 1,
      columns: [],
      prediction: {
        ...{ kind: 'numeric', name: 'probability', rows: 4, missing: 0, min: 0.1, max: 0.9 },
        ...{ edges: [0.5], counts: [2, 2] },
      },
    },
    golden: {
      formatVersion: 1,
      rows: [{ tenure: 12 }],
      expected: { label: ['Yes'], probabilities: [[0.25, 0.75]] },
    },
    metrics,
    exampleRequest: { inputs: [{ name: 'tenure', shape: [1], datatype: 'INT64', data: [12] }] },
    modelCard: '# churn\n',
    evaluationHtml: '<!doctype html><title>churn</title>\n',
  };
}

const interval = { value: 0.5, low: 0.4, high: 0.6 };
const names = [
  ...(['rocAuc', 'averagePrecision', 'brier', 'logLoss'] as const),
  ...(['accuracy', 'precision', 'recall', 'f1'] as const),
];

/** The same for every metric; the names are all of them. */
function forEachMetric<T>(value: T): Record<MetricName, T> {
  return Object.fromEntries(names.map((name) => [name, value])) as Record<MetricName, T>;
}

const metrics: EvaluationReport = {
  ...{ formatVersion: 1, model: 'churn', dataSource: 'simulated', positiveClass: 'Yes', threshold: 0.5 },
  splits: {
    train: { rows: 2, positives: 1 },
    validation: { rows: 1, positives: 0 },
    test: { rows: 1, positives: 1 },
  },
  metrics: forEachMetric(interval),
  confusion: { truePositives: 1, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 },
  baselines: { majority: forEachMetric(0.5), logistic: forEachMetric(0.5) },
  bootstrap: { resamples: 10, level: 0.95, seed: 1 },
  training: { kind: 'logistic', backend: 'cpu', seed: 1, epochs: 3, bestEpoch: 2 },
  parity: { rows: 1, maxAbsDifference: 0, tolerance: 0.001 },
};
