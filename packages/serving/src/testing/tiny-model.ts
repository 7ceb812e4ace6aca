/**
 * A model that is small enough to compute by hand, as real ONNX files made with the Python package `onnx` (opset 17,
 * ai.onnx.ml 3, full check): p = sigmoid(age / 100 + income / 100 − city + bias), where a missing income counts as 50,
 * Oslo as 1, Rome as 2, no city as 0 and any other as 0.5. The bias is 0 in model 1 and 1.5 in model 2. An age beyond
 * ±150 makes onnxruntime fail: it is looked up in a table. The outputs below are those of onnxruntime 1.31 in Python.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationReport, MetricName } from '@waymark/contracts';
import { type BundleContents, FileModelRegistry, writeBundle } from '@waymark/registry';

export type TinyModel = 1 | 2;

/** The rows of the expected outputs. */
export const tinyRows = [
  { age: 30, income: 80.5, city: 'Oslo' },
  { age: 60, income: null, city: '' },
  { age: 0, income: -20, city: 'Paris' },
  { age: 150, income: 1000, city: 'Rome' },
] as const;

/** P(yes) of the rows. */
export const tinyProbabilities = {
  1: [0.5262259244918823, 0.7502601146697998, 0.3318122625350952, 0.9999251365661621],
  2: [0.8327159881591797, 0.9308615922927856, 0.6899744272232056, 0.9999833106994629],
} as const satisfies Record<TinyModel, readonly number[]>;

export const tinyLabels = {
  1: ['yes', 'yes', 'no', 'yes'],
  2: ['yes', 'yes', 'yes', 'yes'],
} as const satisfies Record<TinyModel, readonly string[]>;

export async function tinyModelBytes(model: TinyModel): Promise<Uint8Array> {
  return readFile(new URL(`./tiny-model-${model}.onnx`, import.meta.url));
}

/**
 * Model 2 with a loop of `(income − 1000) · 1000` rounds for the row with the largest income, where that is more than
 * 1000: an income of 2000 takes about a second, and 1e9 more than anyone waits.
 */
export async function slowBundle(parts: Partial<BundleContents> = {}): Promise<BundleContents> {
  const model = await readFile(new URL('./slow-model.onnx', import.meta.url));
  return tinyBundle(2, { model, ...parts });
}

/** A valid bundle; parts of it can be replaced. */
export async function tinyBundle(
  model: TinyModel,
  parts: Partial<BundleContents> = {},
): Promise<BundleContents> {
  const positive = tinyProbabilities[model];
  return {
    manifest: tinyManifest(model),
    model: await tinyModelBytes(model),
    golden: {
      formatVersion: 1,
      rows: tinyRows.map((row) => ({ ...row })),
      expected: { label: [...tinyLabels[model]], probabilities: positive.map((p) => [1 - p, p]) },
    },
    referenceProfile: {
      formatVersion: 1,
      columns: [],
      prediction: {
        ...{ kind: 'numeric', name: 'probability', rows: 4, missing: 0, min: 0, max: 1 },
        ...{ edges: [0.5], counts: [1, 3] },
      },
    },
    metrics: tinyMetrics,
    exampleRequest: openInferenceRequest(tinyRows),
    modelCard: '# tiny\n',
    evaluationHtml: '<!doctype html><title>tiny</title>\n',
    ...parts,
  };
}

/** A registry in `home` with one version a bundle, and the last of them as champion. */
export async function registryWith(
  home: string,
  ...bundles: readonly BundleContents[]
): Promise<FileModelRegistry> {
  const registry = new FileModelRegistry(home);
  for (const bundle of bundles) await promoteBundle(registry, home, bundle);
  return registry;
}

/** Registers the bundle and makes it the champion; returns its version. */
export async function promoteBundle(
  registry: FileModelRegistry,
  home: string,
  bundle: BundleContents,
): Promise<number> {
  const folder = join(home, 'artifacts');
  await writeBundle(folder, bundle);
  const { model, version } = await registry.register(folder, { gitSha: null, dirty: null });
  await registry.moveAliases(model, { aliases: { champion: version }, reason: 'a test' });
  return version;
}

export type TinyRow = { readonly age: unknown; readonly income: unknown; readonly city: unknown };

/** The rows as a request of the Open Inference Protocol. */
export function openInferenceRequest(rows: readonly TinyRow[]) {
  const shape = [rows.length];
  return {
    inputs: [
      { name: 'age', datatype: 'INT64', shape, data: rows.map(({ age }) => age) },
      { name: 'income', datatype: 'FP64', shape, data: rows.map(({ income }) => income) },
      { name: 'city', datatype: 'BYTES', shape, data: rows.map(({ city }) => city) },
    ],
  };
}

function tinyManifest(model: TinyModel): BundleContents['manifest'] {
  const feature = { role: 'feature', nullable: false } as const;
  return {
    name: 'tiny',
    task: 'binary-classification',
    schema: {
      columns: [
        { name: 'person', type: 'text', role: 'key', nullable: false },
        { ...feature, name: 'age', type: 'integer' },
        { ...feature, name: 'income', type: 'number', nullable: true },
        { ...feature, name: 'city', type: 'category', values: ['Oslo', 'Rome'] },
        { name: 'bought', type: 'category', role: 'label', nullable: false, values: ['no', 'yes'] },
      ],
    },
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
    ],
    classes: ['no', 'yes'],
    positiveClass: 'yes',
    threshold: 0.5,
    model: { kind: 'logistic', backend: 'none', seed: model, parameters: {} },
    data: { source: 'simulated', rows: 4, description: 'four rows' },
    lineage: { dataHash: 'a'.repeat(64), parametersHash: 'b'.repeat(64), codeHash: 'c'.repeat(64) },
  };
}

const interval = { value: 0.75, low: 0.7, high: 0.8 };
const metricValues: Record<MetricName, typeof interval> = {
  rocAuc: interval,
  averagePrecision: interval,
  brier: interval,
  logLoss: interval,
  accuracy: interval,
  precision: interval,
  recall: interval,
  f1: interval,
};

const tinyMetrics: EvaluationReport = {
  formatVersion: 1,
  model: 'tiny',
  dataSource: 'simulated',
  positiveClass: 'yes',
  threshold: 0.5,
  splits: {
    train: { rows: 2, positives: 1 },
    validation: { rows: 2, positives: 1 },
    test: { rows: 4, positives: 3 },
  },
  metrics: metricValues,
  confusion: { truePositives: 2, falsePositives: 1, falseNegatives: 0, trueNegatives: 1 },
  baselines: {},
  bootstrap: { resamples: 10, level: 0.95, seed: 1 },
  training: { kind: 'logistic', backend: 'none', seed: 1, epochs: 1, bestEpoch: 1 },
  parity: { rows: 4, maxAbsDifference: 0, tolerance: 1e-5 },
};
