/**
 * What runs tfjs, behind one light entry: each function loads its code only when it is called. A project's definition
 * imports this package, every command reads the definition, and tfjs takes 0.2 s to load.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BackendName } from './backend.js';
import type { FitResult } from './fit-binary-classifier.js';
import type { FitOptions } from './fit-options.js';
import type { FeatureMatrix, Matrix } from './matrix.js';
import type { ModelContext, ModelDefinition } from './model-definition.js';

/** Makes a backend the one that all models of this process use: `backend.ts`. @throws BACKEND_UNAVAILABLE */
export async function selectBackend(preference: 'auto' | BackendName): Promise<BackendName> {
  const backend = await import('./backend.js');
  return backend.selectBackend(preference);
}

/**
 * Builds a model with seeded weights, which the caller disposes: `build-model.ts`.
 * @throws MODEL_DEFINITION_INVALID, MODEL_UNSUITABLE, BACKEND_NOT_SELECTED
 */
export async function buildModel(definition: ModelDefinition, context: ModelContext): Promise<LayersModel> {
  const building = await import('./build-model.js');
  return building.buildModel(definition, context);
}

/** Fits the model in place, and throws, as `fit-binary-classifier.ts` says. */
export async function fitBinaryClassifier(
  model: LayersModel,
  data: { readonly train: Matrix; readonly validation: Matrix },
  options: FitOptions,
): Promise<FitResult> {
  const fitting = await import('./fit-binary-classifier.js');
  return fitting.fitBinaryClassifier(model, data, options);
}

/** The model's logits, [rows]: `predict.ts`. @throws MATRIX_MISMATCH, MODEL_UNSUITABLE */
export async function predictLogits(model: LayersModel, matrix: FeatureMatrix): Promise<Float32Array> {
  const prediction = await import('./predict.js');
  return prediction.predictLogits(model, matrix);
}

/** Probabilities of the positive class, [rows]: `predict.ts`. @throws MATRIX_MISMATCH, MODEL_UNSUITABLE */
export async function predictProbabilities(model: LayersModel, matrix: FeatureMatrix): Promise<Float32Array> {
  const prediction = await import('./predict.js');
  return prediction.predictProbabilities(model, matrix);
}
