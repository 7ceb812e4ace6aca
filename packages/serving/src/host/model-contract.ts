/**
 * What the server needs to know of a model to check requests and to write answers: the manifest, looked up once.
 * Nothing here is about a certain project.
 */

import { featuresOf, type ModelManifest, type WireType, wireTypeOf } from '@waymark/contracts';
import type { RowTarget } from '../engine/row-batcher.js';
import { layoutOf, type TensorLayout } from '../engine/tensor-layout.js';
import { outputsUnsupported } from './errors.js';

export interface ModelInput {
  readonly name: string;
  readonly datatype: WireType;
  /** Whether a value may be missing (null). */
  readonly nullable: boolean;
  /** Whether numbers must be whole: nullable integers travel as FP64. */
  readonly integer: boolean;
}

export interface ModelContract {
  readonly inputs: readonly ModelInput[];
  /** Where an input is in `inputs`, by name. */
  readonly inputIndex: ReadonlyMap<string, number>;
  /** What stands before each feature in a line of the prediction log: a comma, its quoted name and a colon. */
  readonly featureHeads: readonly string[];
  readonly outputs: readonly TensorLayout[];
  /** The indices of all outputs. */
  readonly allOutputs: readonly number[];
  /** Where these are in `outputs`. */
  readonly labelOutput: number;
  readonly probabilitiesOutput: number;
  readonly classes: readonly string[];
  /** Where the positive class is in `classes`. */
  readonly positiveIndex: number;
  /** How the inputs travel to the worker. */
  readonly inputLayouts: readonly TensorLayout[];
}

/** @throws `OUTPUTS_UNSUPPORTED` when the model does not give a label and class probabilities. */
export function contractOf(manifest: ModelManifest): ModelContract {
  const inputs = featuresOf(manifest.schema).map((column): ModelInput => {
    const { name, nullable } = column;
    return { name, datatype: wireTypeOf(column), nullable, integer: column.type === 'integer' };
  });
  const outputs = manifest.outputs.map(layoutOf);
  const problems = outputProblems(outputs, manifest);
  if (problems.length > 0) throw outputsUnsupported(problems);
  return {
    inputs,
    inputIndex: new Map(inputs.map(({ name }, i) => [name, i])),
    featureHeads: inputs.map(({ name }, i) => `${i === 0 ? '' : ','}${JSON.stringify(name)}:`),
    outputs,
    allOutputs: outputs.map((_, i) => i),
    labelOutput: outputs.findIndex(({ name }) => name === 'label'),
    probabilitiesOutput: outputs.findIndex(({ name }) => name === 'probabilities'),
    classes: manifest.classes,
    positiveIndex: manifest.classes.indexOf(manifest.positiveClass),
    inputLayouts: inputs.map(({ name, datatype }) => ({ name, datatype, width: 1 })),
  };
}

/** What the engine needs of a contract, under the session's key. */
export function targetOf(contract: ModelContract, key: number): RowTarget {
  return { key, inputs: contract.inputLayouts, outputs: contract.outputs };
}

function outputProblems(outputs: readonly TensorLayout[], manifest: ModelManifest): readonly string[] {
  const label = outputs.find(({ name }) => name === 'label');
  const probabilities = outputs.find(({ name }) => name === 'probabilities');
  const problems: string[] = [];
  if (label?.datatype !== 'BYTES' || label.width !== 1) problems.push('label must be BYTES of shape [-1]');
  if (!probabilities?.datatype.startsWith('FP') || probabilities.width !== manifest.classes.length)
    problems.push(`probabilities must be FP32 or FP64 of shape [-1, ${manifest.classes.length}]`);
  if (!manifest.classes.includes(manifest.positiveClass))
    problems.push(`the positive class ${manifest.positiveClass} must be one of the classes`);
  return problems;
}
