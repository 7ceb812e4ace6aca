/**
 * Fits preprocessing and model on one pair of tables: what `train` does once and cross-validation does a fold. The
 * training matrix is made by running the preprocessing graph in onnxruntime, the same nodes that will be served.
 */

import type { Table } from '@waymark/contracts';
import { type FittedPreprocessing, fitPreprocessing } from '@waymark/preprocessing';
import {
  buildModel,
  type FitOptions,
  type FitResult,
  fitBinaryClassifier,
  type LayersModel,
  type Matrix,
  type ModelDefinition,
} from '@waymark/training';
import type { Project } from './define-project.js';
import { buildEncoder } from './fused-graph.js';
import { binaryLabels } from './labels.js';
import { withTableSession } from './table-session.js';

export interface EncodedSplits {
  readonly fitted: FittedPreprocessing;
  readonly featureNames: readonly string[];
  /** The graph that made the matrices; it encodes any table in the same way. */
  readonly encoder: Uint8Array;
  readonly train: Matrix;
  readonly validation: Matrix;
}

export interface FittedModel {
  readonly model: LayersModel;
  readonly result: FitResult;
}

/** Fits the transforms on `train` alone and encodes both tables. */
export async function encodeSplits(
  project: Project,
  tables: { readonly train: Table; readonly validation: Table },
): Promise<EncodedSplits> {
  const fitted = fitPreprocessing(project.preprocessing, project.schema, tables.train);
  const encoder = buildEncoder(fitted, project.schema);
  return withTableSession(encoder.bytes, project.schema, async (session) => {
    const encode = async (table: Table): Promise<Matrix> => ({
      features: await session.runFloats(table, 'features'),
      labels: binaryLabels(table, project),
      rows: table.rows,
      width: encoder.featureNames.length,
    });
    return {
      fitted,
      featureNames: encoder.featureNames,
      encoder: encoder.bytes,
      train: await encode(tables.train),
      validation: await encode(tables.validation),
    };
  });
}

/** Builds and fits a model on encoded tables. The caller selects the backend before and disposes the model after. */
export async function fitModel(
  definition: ModelDefinition,
  { train, validation }: Pick<EncodedSplits, 'train' | 'validation'>,
  options: FitOptions,
): Promise<FittedModel> {
  const model = buildModel(definition, { inputWidth: train.width, seed: options.seed });
  try {
    return { model, result: await fitBinaryClassifier(model, { train, validation }, options) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
