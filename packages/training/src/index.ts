/**
 * Training on tfjs: choose a backend, build a model from a definition, fit it as a binary classifier, predict.
 * Models give logits; the sigmoid belongs to the served graph.
 */

export type { LayersModel } from '@tensorflow/tfjs-layers';
export type { BackendName } from './backend.js';
export type { FitResult } from './fit-binary-classifier.js';
export type {
  EarlyStoppingOptions,
  EpochLosses,
  EpochProgress,
  FitOptions,
  TrainingSettings,
} from './fit-options.js';
export type { FeatureMatrix, Matrix } from './matrix.js';
export {
  type ActivationName,
  type LogisticRegressionDefinition,
  logisticRegression,
  type ModelBuilder,
  type ModelContext,
  type ModelDefinition,
  type MultilayerPerceptronDefinition,
  multilayerPerceptron,
} from './model-definition.js';
export {
  buildModel,
  fitBinaryClassifier,
  predictLogits,
  predictProbabilities,
  selectBackend,
} from './tfjs-functions.js';
