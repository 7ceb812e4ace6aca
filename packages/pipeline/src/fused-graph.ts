/**
 * The graphs of a project, all from one code path:
 *
 *   encoder:    raw columns -> preprocessing -> features [N, width]           (makes the training matrix)
 *   classifier: raw columns -> preprocessing -> model -> label, probabilities (what is served)
 */

import type { FeatureSchema } from '@waymark/contracts';
import {
  appendBinaryClassifierHead,
  appendLayersModel,
  encodeModel,
  GraphBuilder,
  optimiseGraph,
} from '@waymark/onnx';
import { emitPreprocessing, type FittedPreprocessing } from '@waymark/preprocessing';
import type { LayersModel } from '@waymark/training';
import type { Project } from './project.js';

export interface EncoderGraph {
  readonly bytes: Uint8Array;
  /** One a column of the output `features`. */
  readonly featureNames: readonly string[];
}

/** Raw columns in, `features` float32 [N, width] out. */
export function buildEncoder(fitted: FittedPreprocessing, schema: FeatureSchema): EncoderGraph {
  const builder = new GraphBuilder({ name: 'encoder' });
  const { features, featureNames } = emitPreprocessing(builder, fitted, schema);
  builder.output('features', features);
  return { bytes: encodeModel(optimiseGraph(builder.build())), featureNames };
}

/** Raw columns in, `label` string [N] and `probabilities` float32 [N, 2] out. */
export function buildClassifier(
  project: Project,
  fitted: FittedPreprocessing,
  { model, threshold }: { readonly model: LayersModel; readonly threshold: number },
): Uint8Array {
  const builder = new GraphBuilder({ name: project.name });
  const { features } = emitPreprocessing(builder, fitted, project.schema);
  const logits = appendLayersModel(builder, model, features);
  const { classes, positiveClass } = project;
  const head = appendBinaryClassifierHead(builder, logits, { classes, positiveClass, threshold });
  builder.output('label', head.label);
  builder.output('probabilities', head.probabilities);
  return encodeModel(optimiseGraph(builder.build()));
}
