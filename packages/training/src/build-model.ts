/**
 * Builds the tfjs model of a definition. The output is one logit: the loss on logits is exact where a sigmoid has
 * saturated, and the ONNX graph adds the sigmoid behind it.
 */

import * as tf from '@tensorflow/tfjs-layers';
import { requireBackend } from './backend.js';
import { invalidModelDefinition } from './errors.js';
import {
  activations,
  type LogisticRegressionDefinition,
  type ModelContext,
  type ModelDefinition,
  type MultilayerPerceptronDefinition,
} from './model-definition.js';
import { checkModel } from './model-shape.js';
import { isPositiveInteger } from './positive-integer.js';
import { deriveSeed } from './seeded-random.js';

/**
 * Builds a model with seeded weights. The same definition and seed give the same weights, whatever was built before.
 * The caller disposes it.
 *
 * @throws MODEL_DEFINITION_INVALID, MODEL_UNSUITABLE (a builder's model has another shape), BACKEND_NOT_SELECTED
 */
export function buildModel(definition: ModelDefinition, context: ModelContext): tf.LayersModel {
  requireBackend();
  checkContext(context);
  const model = typeof definition === 'function' ? definition(context) : buildDefined(definition, context);
  try {
    checkModel(model, context.inputWidth);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

function buildDefined(
  definition: LogisticRegressionDefinition | MultilayerPerceptronDefinition,
  context: ModelContext,
): tf.LayersModel {
  checkDefinition(definition);
  switch (definition.kind) {
    case 'logistic-regression':
      return buildLogisticRegression(definition, context);
    case 'multilayer-perceptron':
      return buildMultilayerPerceptron(definition, context);
  }
}

/** Starts from zero: the loss is convex, so the start does not matter, and the seed does not either. */
function buildLogisticRegression({ l2 }: LogisticRegressionDefinition, { inputWidth }: ModelContext) {
  const logit = { name: 'logit', units: 1, inputShape: [inputWidth], kernelInitializer: 'zeros' as const };
  return tf.sequential({ layers: [tf.layers.dense({ ...logit, ...penalty(l2) })] });
}

function buildMultilayerPerceptron(definition: MultilayerPerceptronDefinition, context: ModelContext) {
  const { hidden, activation, dropout, l2 } = definition;
  const initialiser = (layer: number) =>
    tf.initializers.glorotUniform({ seed: deriveSeed(context.seed, 'initialiser', layer) });
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [context.inputWidth] }));
  for (const [i, units] of hidden.entries()) {
    const name = `hidden_${i + 1}`;
    model.add(
      tf.layers.dense({ name, units, activation, kernelInitializer: initialiser(i), ...penalty(l2) }),
    );
    // No seed: a seeded Dropout repeats one mask for ever. The fit seeds what it draws from.
    if (dropout > 0) model.add(tf.layers.dropout({ name: `dropout_${i + 1}`, rate: dropout }));
  }
  const kernelInitializer = initialiser(hidden.length);
  model.add(tf.layers.dense({ name: 'logit', units: 1, kernelInitializer, ...penalty(l2) }));
  return model;
}

function penalty(l2: number) {
  return l2 > 0 ? { kernelRegularizer: tf.regularizers.l2({ l2 }) } : {};
}

function checkContext({ inputWidth, seed }: ModelContext): void {
  const problems: string[] = [];
  if (!isPositiveInteger(inputWidth))
    problems.push(`inputWidth must be an integer from 1; got ${inputWidth}`);
  if (!isPositiveInteger(seed)) problems.push(`seed must be an integer from 1; got ${seed}`);
  if (problems.length > 0) throw invalidModelDefinition('context', problems);
}

function checkDefinition(definition: LogisticRegressionDefinition | MultilayerPerceptronDefinition): void {
  const problems: string[] = [];
  if (!Number.isFinite(definition.l2) || definition.l2 < 0)
    problems.push(`l2 must be 0 or a positive number; got ${definition.l2}`);
  if (definition.kind === 'multilayer-perceptron') problems.push(...perceptronProblems(definition));
  if (problems.length > 0) throw invalidModelDefinition(definition.kind, problems);
}

function perceptronProblems({ hidden, activation, dropout }: MultilayerPerceptronDefinition) {
  const problems: string[] = [];
  if (hidden.length === 0 || !hidden.every(isPositiveInteger))
    problems.push(`hidden must hold one integer from 1 a layer; got [${hidden.join(', ')}]`);
  if (!activations.includes(activation))
    problems.push(`activation must be one of ${activations.join(', ')}; got '${activation}'`);
  if (!(dropout >= 0 && dropout < 1)) problems.push(`dropout must be from 0 to below 1; got ${dropout}`);
  return problems;
}
