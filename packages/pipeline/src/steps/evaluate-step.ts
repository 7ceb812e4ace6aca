/**
 * `evaluate`: judge the exported graph (not the tfjs model) on the test split, which nothing has seen, and assemble
 * the bundle: the graph with everything that a server, a monitor, a gate and a reader need to know about it.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EvaluationReport,
  featuresOf,
  goldenRows,
  isNumeric,
  type MetricValues,
  type ModelManifest,
  type Table,
  wireTypeOf,
} from '@waymark/contracts';
import { concatTables, selectRows, toRows } from '@waymark/data';
import { buildReferenceProfile } from '@waymark/drift';
import {
  binaryMetrics,
  bootstrapIntervals,
  confusionMatrix,
  evaluationCurves,
  majorityBaseline,
  renderEvaluationHtml,
  renderModelCard,
} from '@waymark/evaluation';
import { writeBundle } from '@waymark/registry';
import { binaryLabels, positiveProbabilities } from '../labels.js';
import type { EvaluateStep, Project } from '../project.js';
import { readSplit } from '../read-split.js';
import {
  type DataSummary,
  dataSummary,
  readDocument,
  type TrainingSummary,
  trainingSummary,
} from '../step-documents.js';
import { withTableSession } from '../table-session.js';
import type { StepContext } from './step.js';

const bootstrap = { resamples: 1000, level: 0.95, seed: 1 } as const;

export const runEvaluateStep: EvaluateStep = async (project, context) => {
  const { paths, progress } = context;
  const data = await readDocument(join(paths.data, 'data.json'), dataSummary, 'data');
  const training = await readDocument(join(paths.model, 'training.json'), trainingSummary, 'train');
  const model = await readFile(join(paths.model, 'model.onnx'));
  const tables = {
    train: await readSplit(paths.data, 'train', project.schema),
    validation: await readSplit(paths.data, 'validation', project.schema),
    test: await readSplit(paths.data, 'test', project.schema),
  };
  const heldOut = concatTables([tables.test, tables.validation]);
  const scores = await score(model, heldOut, project);
  const scored: ScoredTest = {
    labels: binaryLabels(tables.test, project),
    probabilities: scores.subarray(0, tables.test.rows),
    baselines: await baselinesOf(project, { paths, training, tables }),
  };
  const report = makeReport(project, { data, training, scored });
  progress.note(
    `judged on ${tables.test.rows.toLocaleString('en-US')} test rows, ${bootstrap.resamples} resamples`,
  );

  const manifest = makeManifest(project, { data, training, context });
  const written = await writeBundle(paths.bundle, {
    manifest,
    model,
    metrics: report,
    golden: await readDocument(join(paths.model, 'golden.json'), goldenRows, 'train'),
    referenceProfile: buildReferenceProfile(tables.train, project.schema, scores),
    exampleRequest: exampleRequest(tables.test, project),
    modelCard: renderModelCard({ report, manifest }),
    evaluationHtml: renderEvaluationHtml({
      report,
      curves: evaluationCurves(scored.labels, scored.probabilities),
    }),
  });
  return { report, ...written };
};

interface ScoredTest {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  readonly baselines: Readonly<Record<string, MetricValues>>;
}

async function score(model: Uint8Array, table: Table, project: Project): Promise<Float64Array> {
  const output = await withTableSession(model, project.schema, (session) => session.classify(table));
  return positiveProbabilities(output.probabilities, project);
}

async function baselinesOf(
  project: Project,
  {
    paths,
    training,
    tables,
  }: Pick<StepContext, 'paths'> & {
    readonly training: TrainingSummary;
    readonly tables: { readonly train: Table; readonly test: Table };
  },
): Promise<Readonly<Record<string, MetricValues>>> {
  const labels = binaryLabels(tables.test, project);
  // 0.5 makes it the majority class, whichever that is.
  const majority = majorityBaseline(binaryLabels(tables.train, project), labels, 0.5);
  const file = training.hasLogisticBaseline ? 'baseline-logistic.onnx' : 'model.onnx';
  const scores = await score(await readFile(join(paths.model, file)), tables.test, project);
  return { majority, logistic: binaryMetrics(labels, scores, training.threshold) };
}

function makeReport(
  project: Project,
  {
    data,
    training,
    scored,
  }: { readonly data: DataSummary; readonly training: TrainingSummary; readonly scored: ScoredTest },
): EvaluationReport {
  const { labels, probabilities, baselines } = scored;
  const { kind, backend, seed, epochs, bestEpoch, threshold, parity } = training;
  return {
    formatVersion: 1,
    model: project.name,
    dataSource: data.source,
    positiveClass: project.positiveClass,
    threshold,
    splits: data.splits,
    metrics: bootstrapIntervals(labels, probabilities, threshold, bootstrap),
    confusion: confusionMatrix(labels, probabilities, threshold),
    baselines: { ...baselines },
    bootstrap,
    training: { kind, backend, seed, epochs, bestEpoch },
    parity,
  };
}

function makeManifest(
  project: Project,
  {
    data,
    training,
    context,
  }: { readonly data: DataSummary; readonly training: TrainingSummary; readonly context: StepContext },
): Omit<ModelManifest, 'formatVersion' | 'files'> {
  return {
    name: project.name,
    task: project.task,
    schema: project.schema,
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
    ],
    classes: [...project.classes],
    positiveClass: project.positiveClass,
    threshold: training.threshold,
    model: {
      kind: training.kind,
      backend: training.backend,
      seed: training.seed,
      parameters: {
        epochs: training.epochs,
        bestEpoch: training.bestEpoch,
        features: training.featureNames.length,
      },
    },
    data: { source: data.source, rows: data.rows, description: data.description },
    lineage: { dataHash: data.dataHash, parametersHash: project.parametersHash, codeHash: context.codeHash },
  };
}

/** An Open Inference Protocol request with two rows, for `curl -d @example-request.json`. */
function exampleRequest(test: Table, { schema }: Project): unknown {
  const rows = toRows(selectRows(test, [0, 1]), schema);
  const inputs = featuresOf(schema).map((feature) => ({
    name: feature.name,
    shape: [rows.length],
    datatype: wireTypeOf(feature),
    data: rows.map((row) => row[feature.name] ?? (isNumeric(feature) ? null : '')),
  }));
  return { inputs };
}
