/**
 * Fits a model with Adam (Kingma and Ba 2014) on the log loss of two classes. A loop of its own instead of tfjs's
 * `fit`: 2 to 5 times faster on WASM, repeatable to the bit, and it stops, yields and leaves no tensor behind.
 * Leaves out other losses, other optimisers and learning-rate schedules.
 */

import { setImmediate } from 'node:timers/promises';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { requireBackend } from './backend.js';
import { EarlyStopping } from './early-stopping.js';
import { lossNotFinite } from './errors.js';
import {
  type CompleteFitOptions,
  completeFitOptions,
  type EpochLosses,
  type FitOptions,
} from './fit-options.js';
import { classWeights, logLoss } from './log-loss.js';
import { checkTrainingData, type Matrix } from './matrix.js';
import { checkModel, inputWidthOf } from './model-shape.js';
import { predictLogits } from './predict.js';
import { seededRandom } from './seeded-random.js';
import { TrainingBatches } from './training-batches.js';
import { TrainingStep } from './training-step.js';

export interface FitResult {
  /** Epochs that were run. */
  readonly epochs: number;
  /** From 1 up: the epoch whose weights the model has; the last one without early stopping. */
  readonly bestEpoch: number;
  /** One entry an epoch, in order. */
  readonly history: readonly EpochLosses[];
  /** Whether `earlyStopping.patience` ended the fit before `epochs` did. */
  readonly stoppedEarly: boolean;
}

/**
 * Fits `model`, which gives one logit a row, in place. At the end it has the weights of the epoch with the lowest
 * validation loss (of the last one without early stopping). The same model, data, seed and backend give the same weights to the bit.
 *
 * @throws FIT_OPTIONS_INVALID, MODEL_UNSUITABLE, MATRIX_MISMATCH, TRAINING_DATA_INVALID, LOSS_NOT_FINITE,
 *   BACKEND_NOT_SELECTED; the signal's reason when it was aborted. The weights are then those of the last step.
 */
export async function fitBinaryClassifier(
  model: LayersModel,
  data: { readonly train: Matrix; readonly validation: Matrix },
  options: FitOptions,
): Promise<FitResult> {
  const settings = completeFitOptions(options);
  requireBackend();
  checkModel(model, inputWidthOf(model));
  checkTrainingData(data, inputWidthOf(model));

  const weights = classWeights(data.train.labels, settings.classWeight);
  const random = seededRandom(settings.seed, 'order');
  const batches = new TrainingBatches(data.train, { batchSize: settings.batchSize, weights, random });
  const noise = seededRandom(settings.seed, 'noise');
  const step = new TrainingStep(model, { learningRate: settings.learningRate, noise });
  const validate = () => logLoss(data.validation.labels, predictLogits(model, data.validation), weights);
  try {
    return await runEpochs({ model, batches, step, validate, settings });
  } finally {
    step.dispose();
    batches.dispose();
  }
}

interface Fit {
  readonly model: LayersModel;
  readonly batches: TrainingBatches;
  readonly step: TrainingStep;
  readonly validate: () => number;
  readonly settings: CompleteFitOptions;
}

async function runEpochs({ model, batches, step, validate, settings }: Fit): Promise<FitResult> {
  const { epochs, learningRate, signal, onEpoch } = settings;
  const stopping =
    settings.earlyStopping === 'none' ? undefined : new EarlyStopping(model, settings.earlyStopping);
  const history: EpochLosses[] = [];
  let stop = false;
  for (let epoch = 1; epoch <= epochs && !stop; epoch++) {
    const trainLoss = await runEpoch(batches, step, signal);
    if (!Number.isFinite(trainLoss)) throw lossNotFinite(epoch, 'training', learningRate);
    const validationLoss = validate();
    if (!Number.isFinite(validationLoss)) throw lossNotFinite(epoch, 'validation', learningRate);
    history.push({ epoch, trainLoss, validationLoss });
    stop = stopping?.shouldStopAfter(epoch, validationLoss) ?? false;
    onEpoch?.({ epoch, epochs, trainLoss, validationLoss });
  }
  stopping?.restoreBestWeights();
  const bestEpoch = stopping?.bestEpoch ?? epochs;
  return { epochs: history.length, bestEpoch, history, stoppedEarly: history.length < epochs };
}

/** @returns the mean loss over the rows; NaN as soon as one batch's is not finite */
async function runEpoch(batches: TrainingBatches, step: TrainingStep, signal: AbortSignal | undefined) {
  let total = 0;
  let rows = 0;
  for (const batch of batches.epoch()) {
    signal?.throwIfAborted();
    const loss = step.run(batch);
    if (!Number.isFinite(loss)) return Number.NaN;
    total += loss * batch.rows;
    rows += batch.rows;
    await setImmediate(); // lets timers, progress and signals in between two steps
  }
  return total / rows;
}
