/** What a fit can be told, the defaults, and the check of both. */

import { invalidFitOptions } from './errors.js';
import { isPositiveInteger } from './positive-integer.js';

export interface FitOptions {
  /** From 1 up. Decides the order of the rows and what dropout leaves out. */
  readonly seed: number;
  /** Passes over the training rows, at most. Default 80. */
  readonly epochs?: number;
  /** Rows a step; 'full' takes all of them. Default 256. */
  readonly batchSize?: 'full' | number;
  /** Adam's step size. Default 0.003; 'full', with its few steps, wants about 0.1. */
  readonly learningRate?: number;
  /**
   * 'balanced' weighs a row with n / (2 n_class), as scikit-learn. The probabilities then are those of a world with
   * as many positives as negatives; 'none', the default, keeps them calibrated, and the threshold does the rest.
   */
  readonly classWeight?: 'none' | 'balanced';
  /**
   * Ends the fit when the validation loss no longer falls, and restores the weights of its best epoch. 'none' runs
   * all epochs and keeps the last weights: right for a convex loss, whose early epochs are only unfinished.
   */
  readonly earlyStopping?: 'none' | EarlyStoppingOptions;
  /** Stops the fit between two steps; its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onEpoch?: (progress: EpochProgress) => void;
}

export interface EarlyStoppingOptions {
  /** Epochs without a better validation loss until the fit stops. Default 15. */
  readonly patience?: number;
  /** By how much a validation loss must be lower to be better. Default 0. */
  readonly minDelta?: number;
}

export interface EpochLosses {
  /** From 1 up. */
  readonly epoch: number;
  /** What was minimised, penalties and dropout included: the mean over the epoch's steps, each before its update. */
  readonly trainLoss: number;
  /** Log loss on the validation rows after the epoch, with the class weights of the training rows. */
  readonly validationLoss: number;
}

export interface EpochProgress extends EpochLosses {
  /** Epochs at most. */
  readonly epochs: number;
}

/** What a fit is told besides its seed and its listeners: plain JSON. */
export type TrainingSettings = Omit<FitOptions, 'seed' | 'signal' | 'onEpoch'>;

/** Options with the defaults filled in. */
export type CompleteFitOptions = Pick<FitOptions, 'seed' | 'signal' | 'onEpoch'> &
  Required<Omit<TrainingSettings, 'earlyStopping'>> & {
    readonly earlyStopping: 'none' | Required<EarlyStoppingOptions>;
  };

/** Fills in the defaults. Throws `FIT_OPTIONS_INVALID` with all problems. */
export function completeFitOptions(options: FitOptions): CompleteFitOptions {
  const { earlyStopping = {} } = options;
  const complete: CompleteFitOptions = {
    epochs: 80,
    batchSize: 256,
    learningRate: 0.003,
    classWeight: 'none',
    ...options,
    earlyStopping: earlyStopping === 'none' ? 'none' : { patience: 15, minDelta: 0, ...earlyStopping },
  };
  const problems = problemsOf(complete);
  if (problems.length > 0) throw invalidFitOptions(problems);
  return complete;
}

function problemsOf({ seed, epochs, batchSize, learningRate, earlyStopping }: CompleteFitOptions) {
  const problems: string[] = [];
  if (!isPositiveInteger(seed)) problems.push(`seed must be an integer from 1; got ${seed}`);
  if (!isPositiveInteger(epochs)) problems.push(`epochs must be an integer from 1; got ${epochs}`);
  if (batchSize !== 'full' && !isPositiveInteger(batchSize))
    problems.push(`batchSize must be 'full' or an integer from 1; got ${batchSize}`);
  if (!Number.isFinite(learningRate) || learningRate <= 0)
    problems.push(`learningRate must be a positive number; got ${learningRate}`);
  if (earlyStopping !== 'none') problems.push(...earlyStoppingProblems(earlyStopping));
  return problems;
}

function earlyStoppingProblems({ patience, minDelta }: Required<EarlyStoppingOptions>): readonly string[] {
  const problems: string[] = [];
  if (!isPositiveInteger(patience))
    problems.push(`earlyStopping.patience must be an integer from 1; got ${patience}`);
  if (!Number.isFinite(minDelta) || minDelta < 0)
    problems.push(`earlyStopping.minDelta must be 0 or a positive number; got ${minDelta}`);
  return problems;
}
