/**
 * The op table: every op that a graph may hold, with its meaning in one place. GraphBuilder checks nodes against it;
 * a new op is a new entry, and nothing else needs to know. Valid for the opsets of opset.ts.
 */

import { activationOps } from './activations.js';
import { elementwiseOps } from './elementwise.js';
import { layoutOps } from './layout.js';
import { machineLearningOps } from './machine-learning.js';
import { matrixOps } from './matrix.js';
import type { AttributesOf, OpDefinition } from './op-definition.js';
import { quantizationOps } from './quantization.js';
import { recurrentOps } from './recurrent.js';
import { reductionOps } from './reduction.js';
import { reshapingOps } from './reshaping.js';
import { sequenceOps } from './sequence.js';
import { spatialOps } from './spatial.js';
import { textOps } from './text.js';

export const ops = {
  ...elementwiseOps,
  ...activationOps,
  ...matrixOps,
  ...layoutOps,
  ...quantizationOps,
  ...recurrentOps,
  ...reductionOps,
  ...reshapingOps,
  ...sequenceOps,
  ...spatialOps,
  ...textOps,
  ...machineLearningOps,
} satisfies Readonly<Record<string, OpDefinition>>;

export type OpName = keyof typeof ops;

/** The attributes object of an op. */
export type OpAttributes<Name extends OpName> =
  (typeof ops)[Name] extends OpDefinition<infer Specs> ? AttributesOf<Specs> : never;
