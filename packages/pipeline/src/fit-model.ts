/**
 * Fits preprocessing and model on one pair of tables: what `train` does once and cross-validation does a fold. The
 * training matrix is made by running the preprocessing graph in onnxruntime, the same nodes that will be served. Where
 * a transform learns from the label, each fold of the training rows is encoded by what the other folds taught.
 */

import type { Table } from '@waymark/contracts';
import { selectRows, stratifiedFolds } from '@waymark/data';
import {
  type CrossFittedPreprocessing,
  crossFitPreprocessing,
  type FittedPreprocessing,
} from '@waymark/preprocessing';
import {
  buildModel,
  type FitOptions,
  type FitResult,
  fitBinaryClassifier,
  type LayersModel,
  type Matrix,
  type ModelDefinition,
} from '@waymark/training';
import { buildEncoder } from './fused-graph.js';
import { binaryLabels } from './labels.js';
import type { Project } from './project.js';
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

/** As many as scikit-learn's TargetEncoder takes. */
const crossFittingFolds = 5;

/** Fits the transforms on `train` alone and encodes both tables. */
export async function encodeSplits(
  project: Project,
  tables: { readonly train: Table; readonly validation: Table },
): Promise<EncodedSplits> {
  const { train, validation } = tables;
  const { schema, split } = project;
  const target = binaryLabels(train, project);
  const foldOf = stratifiedFolds(train, schema, { folds: crossFittingFolds, seed: split.seed });
  const { fitted, folds } = crossFitPreprocessing(project.preprocessing, schema, train, { target, foldOf });
  const encoder = buildEncoder(fitted, schema);
  const width = encoder.featureNames.length;
  return {
    fitted,
    featureNames: encoder.featureNames,
    encoder: encoder.bytes,
    train: {
      // Most specs have one fold, which is encoded as all other rows are.
      features:
        folds[0]?.fitted === fitted
          ? await encode(encoder.bytes, project, train)
          : await encodeFolds(project, { train, folds, width }),
      labels: target,
      rows: train.rows,
      width,
    },
    validation: {
      features: await encode(encoder.bytes, project, validation),
      labels: binaryLabels(validation, project),
      rows: validation.rows,
      width,
    },
  };
}

/** The training rows in their own order [rows, width], each by the graph of its fold. */
async function encodeFolds(
  project: Project,
  {
    train,
    folds,
    width,
  }: { readonly train: Table; readonly folds: CrossFittedPreprocessing['folds']; readonly width: number },
): Promise<Float32Array> {
  const features = new Float32Array(train.rows * width);
  for (const { rows, fitted } of folds) {
    const encoder = buildEncoder(fitted, project.schema);
    const part = await encode(encoder.bytes, project, selectRows(train, rows));
    for (const [i, row] of rows.entries())
      features.set(part.subarray(i * width, (i + 1) * width), row * width);
  }
  return features;
}

function encode(encoder: Uint8Array, { schema }: Project, table: Table): Promise<Float32Array> {
  return withTableSession(encoder, schema, (session) => session.runFloats(table, 'features'));
}

/** Builds and fits a model on encoded tables. The caller selects the backend before and disposes the model after. */
export async function fitModel(
  definition: ModelDefinition,
  { train, validation }: Pick<EncodedSplits, 'train' | 'validation'>,
  options: FitOptions,
): Promise<FittedModel> {
  const model = await buildModel(definition, { inputWidth: train.width, seed: options.seed });
  try {
    return { model, result: await fitBinaryClassifier(model, { train, validation }, options) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
