/**
 * `train`: fit preprocessing and model, choose the threshold on validation, fuse both into one ONNX graph, and hold
 * it to parity with tfjs on the golden rows before anything is written. The test split is not read here.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoldenRows, LiveRun, Row } from '@waymark/contracts';
import { fromRows } from '@waymark/data';
import { chooseThreshold } from '@waymark/evaluation';
import { checkParity, type ParityReport } from '@waymark/onnx';
import {
  type BackendName,
  type EpochProgress,
  type LayersModel,
  logisticRegression,
  predictProbabilities,
  selectBackend,
} from '@waymark/training';
import { parityFailed } from '../errors.js';
import { type EncodedSplits, encodeSplits, fitModel } from '../fit-model.js';
import { buildClassifier } from '../fused-graph.js';
import { makeGoldenRows } from '../golden-rows.js';
import { positiveProbabilities } from '../labels.js';
import type { Progress } from '../progress.js';
import type { Project, TrainStep } from '../project.js';
import { readSplit } from '../read-split.js';
import { type TrainingSummary, writeDocument } from '../step-documents.js';
import { replaceFolder } from '../step-folder.js';
import { withTableSession } from '../table-session.js';
import { logEpoch, trackRun } from '../track-run.js';
import type { StepContext } from './step.js';

/** On probabilities: float32 rounding through the graph is below 1e-6. */
const parityTolerance = 1e-5;

export const runTrainStep: TrainStep = async (project, context) => {
  const usedBackend = await selectBackend(context.backend);
  const kind = modelKind(project);
  return trackRun(project, context, {
    kind: 'training',
    title: kind,
    parameters: { kind, backend: usedBackend },
    work: (run) => train(project, context, { usedBackend, run }),
  });
};

interface TrainingRun {
  readonly usedBackend: BackendName;
  readonly run: LiveRun | undefined;
}

async function train(
  project: Project,
  { paths, progress }: StepContext,
  { usedBackend, run }: TrainingRun,
): Promise<TrainingSummary> {
  const train = await readSplit(paths.data, 'train', project.schema);
  const validation = await readSplit(paths.data, 'validation', project.schema);
  const encoded = await encodeSplits(project, { train, validation });
  progress.note(`${encoded.train.width} encoded features from ${project.schema.columns.length} columns`);

  const { model, result } = await fitModel(project.model, encoded, withProgress(project, progress, run));
  try {
    const threshold = chooseThreshold(
      encoded.validation.labels,
      await predictProbabilities(model, encoded.validation),
      {
        maximise: 'f1',
      },
    );
    const bytes = buildClassifier(project, encoded.fitted, { model, threshold });
    const rows = makeGoldenRows(validation, project.schema);
    const { golden, parity } = await proveParity(project, { bytes, model, rows, encoded });
    const needsBaseline = modelKind(project) !== 'logistic-regression';
    const baseline = needsBaseline ? await fitBaseline(project, encoded) : undefined;
    progress.note(
      `tfjs and onnxruntime agree to ${parity.maxAbsDifference.toExponential(1)} on ${parity.rows} golden rows`,
    );

    const summary: TrainingSummary = {
      formatVersion: 1,
      kind: modelKind(project),
      backend: usedBackend,
      seed: project.training.seed,
      ...result,
      history: [...result.history],
      threshold,
      featureNames: [...encoded.featureNames],
      parity: { rows: parity.rows, maxAbsDifference: parity.maxAbsDifference, tolerance: parity.tolerance },
      hasLogisticBaseline: needsBaseline,
    };
    await replaceFolder(paths.model, async (folder) => {
      await writeFile(join(folder, 'model.onnx'), bytes);
      if (baseline) await writeFile(join(folder, 'baseline-logistic.onnx'), baseline);
      await writeDocument(join(folder, 'golden.json'), golden);
      await writeDocument(join(folder, 'preprocessing.json'), encoded.fitted);
      await writeDocument(join(folder, 'training.json'), summary);
    });
    return summary;
  } finally {
    model.dispose();
  }
}

function modelKind({ model }: Project): string {
  return typeof model === 'function' ? model.name || 'custom' : model.kind;
}

function withProgress({ training }: Project, progress: Progress, run: LiveRun | undefined) {
  return {
    ...training,
    onEpoch: (at: EpochProgress) => {
      logEpoch(run, at);
      progress.advance({
        label: 'epoch',
        done: at.epoch,
        total: at.epochs,
        detail: `log loss ${at.trainLoss.toFixed(4)}, validation ${at.validationLoss.toFixed(4)}`,
      });
    },
  };
}

interface ParitySubject {
  readonly bytes: Uint8Array;
  readonly model: LayersModel;
  readonly rows: readonly Row[];
  readonly encoded: EncodedSplits;
}

/** Runs the golden rows through the served graph and through tfjs; throws `PARITY_FAILED` when they disagree. */
async function proveParity(
  project: Project,
  { bytes, model, rows, encoded }: ParitySubject,
): Promise<{ golden: GoldenRows; parity: ParityReport }> {
  const table = fromRows(rows, project.schema);
  const served = await withTableSession(bytes, project.schema, (session) => session.classify(table));
  const features = await withTableSession(encoded.encoder, project.schema, (session) =>
    session.runFloats(table, 'features'),
  );
  const matrix = { features, rows: table.rows, width: encoded.train.width };
  const expected = await predictProbabilities(model, matrix);
  const parity = checkParity(expected, positiveProbabilities(served.probabilities, project), parityTolerance);
  if (!parity.passed) throw parityFailed(parity.maxAbsDifference, parity.tolerance);
  const probabilities = rows.map((_, row) => Array.from(served.probabilities.subarray(2 * row, 2 * row + 2)));
  return {
    golden: { formatVersion: 1, rows: [...rows], expected: { label: [...served.labels], probabilities } },
    parity,
  };
}

/** The logistic regression that another model must be worth its keep against. */
async function fitBaseline(project: Project, encoded: EncodedSplits): Promise<Uint8Array> {
  const { model } = await fitModel(logisticRegression(), encoded, {
    ...logisticRegression.training,
    seed: project.training.seed,
  });
  try {
    return buildClassifier(project, encoded.fitted, { model, threshold: 0.5 });
  } finally {
    model.dispose();
  }
}
