/**
 * The models that come with the kit, as plain JSON: a definition can be hashed, stored and compared. Each has the
 * training settings that it was tuned with. Any other network is a builder function of the project's own.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainingSettings } from './fit-options.js';

export interface LogisticRegressionDefinition {
  readonly kind: 'logistic-regression';
  /** L2 penalty: l2 * sum of squared coefficients is added to the mean loss. scikit-learn's C is 1 / (2 l2 rows). */
  readonly l2: number;
}

export const activations = ['relu', 'elu', 'selu', 'gelu', 'swish', 'tanh'] as const;
export type ActivationName = (typeof activations)[number];

export interface MultilayerPerceptronDefinition {
  readonly kind: 'multilayer-perceptron';
  /** Units of each hidden layer, from the input on. */
  readonly hidden: readonly number[];
  readonly activation: ActivationName;
  /** Share of the units of each hidden layer that a training step leaves out, from 0 to below 1. */
  readonly dropout: number;
  /** L2 penalty on the kernels of all layers. */
  readonly l2: number;
}

export interface ModelContext {
  /** Columns of the encoded matrix. */
  readonly inputWidth: number;
  /** Give each initialiser a seed of its own made from this one, from 1 up; give Dropout none. */
  readonly seed: number;
}

/** A project's own network: input [rows, inputWidth], output [rows, 1], one logit (no sigmoid). */
export type ModelBuilder = (context: ModelContext) => LayersModel;

export type ModelDefinition = LogisticRegressionDefinition | MultilayerPerceptronDefinition | ModelBuilder;

/** One layer from the features to the logit. @param options.l2 default 0 */
export function logisticRegression(options: { readonly l2?: number } = {}): LogisticRegressionDefinition {
  return { kind: 'logistic-regression', l2: options.l2 ?? 0 };
}

/** The settings to fit it with: all rows a step and all epochs, since nothing but convergence is asked for. */
logisticRegression.training = {
  epochs: 200,
  batchSize: 'full',
  learningRate: 0.1,
  earlyStopping: 'none',
} satisfies TrainingSettings;

/**
 * Hidden layers with dropout after each.
 *
 * @param options hidden default [32], activation default 'relu', dropout default 0.3, l2 default 0.001
 */
export function multilayerPerceptron(
  options: Partial<Omit<MultilayerPerceptronDefinition, 'kind'>> = {},
): MultilayerPerceptronDefinition {
  const { hidden = [32], activation = 'relu', dropout = 0.3, l2 = 0.001 } = options;
  return { kind: 'multilayer-perceptron', hidden: [...hidden], activation, dropout, l2 };
}

/** The settings to fit it with. */
multilayerPerceptron.training = {
  epochs: 80,
  batchSize: 256,
  learningRate: 0.003,
  earlyStopping: { patience: 15, minDelta: 0 },
} satisfies TrainingSettings;
