/**
 * What a bare model takes and gives: what its graph says, narrowed by its configuration, and whether requests may share a
 * batch. They may only where every input and output begins with the same open dimension.
 */

import type { TensorDatatype } from '../engine/named-tensor.js';
import type { GraphSignature, GraphValue } from '../engine/tensor-run.js';
import { datatypes } from '../protocols/open-inference/datatypes.js';
import { bareModelRefused } from './errors.js';
import type { ModelConfig, TensorConfig } from './model-config.js';

export interface TensorSpec {
  readonly name: string;
  readonly datatype: TensorDatatype;
  /** -1 is open. */
  readonly dims: readonly number[];
}

export interface Signature {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Whether the first dimension is the batch's: of every input and output. */
  readonly hasBatch: boolean;
}

/** @throws `BARE_MODEL_REFUSED` with everything in which graph and configuration differ. */
export function signatureOf(graph: GraphSignature, config: ModelConfig): Signature {
  const hasBatch = config.maxBatchSize !== 0 && sharesFirstDimension(graph);
  const problems: string[] = [];
  if (graph.inputs.length === 0) problems.push('the graph must have an input');
  if (config.maxBatchSize && !hasBatch)
    problems.push(
      `config.pbtxt has max_batch_size ${config.maxBatchSize}, and the graph no open first dimension that all inputs and outputs share: ${[...graph.inputs, ...graph.outputs].map(described).join(', ')}; export it with one, or set max_batch_size: 0`,
    );
  const context = { hasBatch: hasBatch && config.maxBatchSize !== undefined, problems };
  const inputs = specsOf('input', graph.inputs, { ...context, configs: config.inputs });
  const outputs = specsOf('output', graph.outputs, { ...context, configs: config.outputs });
  if (problems.length > 0) throw bareModelRefused(problems);
  // A configuration without max_batch_size may fix the first dimension.
  const isOpen = [...inputs, ...outputs].every(({ dims }) => dims[0] === -1);
  return { inputs, outputs, hasBatch: hasBatch && isOpen };
}

/** Open everywhere, and under one name where it has names. */
function sharesFirstDimension({ inputs, outputs }: GraphSignature): boolean {
  const first = [...inputs, ...outputs].map(({ dims }) => dims[0]);
  const names = new Set(first.filter((dim) => dim !== ''));
  return first.every((dim) => typeof dim === 'string') && names.size <= 1;
}

interface SpecContext {
  readonly configs: readonly TensorConfig[];
  /** Whether the configuration leaves the first dimension out. */
  readonly hasBatch: boolean;
  readonly problems: string[];
}

function specsOf(
  side: 'input' | 'output',
  values: readonly GraphValue[],
  { configs, hasBatch, problems }: SpecContext,
): readonly TensorSpec[] {
  for (const { name } of configs)
    if (!values.some((value) => value.name === name))
      problems.push(
        `config.pbtxt has the ${side} ${name}, and the graph has ${values.map((value) => value.name).join(', ')}`,
      );
  return values.flatMap((value) => {
    const { name, datatype } = value;
    if (datatype === undefined) {
      problems.push(
        `the ${side} ${name} must be a tensor of numbers, booleans or text; a map of probabilities becomes one with options={'zipmap': False} at the export`,
      );
      return [];
    }
    const graphDims = value.dims.map((dim) => (typeof dim === 'number' ? dim : -1));
    const config = configs.find((known) => known.name === name);
    const dims = config ? narrowed({ ...value, datatype }, config, { hasBatch, problems }) : graphDims;
    return [{ name, datatype, dims }];
  });
}

/** The graph's dimensions, with those that the configuration fixes. */
function narrowed(
  value: GraphValue & { readonly datatype: TensorDatatype },
  config: TensorConfig,
  { hasBatch, problems }: Pick<SpecContext, 'hasBatch' | 'problems'>,
): readonly number[] {
  const graphDims = value.dims.map((dim) => (typeof dim === 'number' ? dim : -1));
  if (config.datatype !== undefined && config.datatype !== value.datatype)
    problems.push(
      `${value.name} is ${datatypes[config.datatype].configName} in config.pbtxt, and ${datatypes[value.datatype].configName} in the graph`,
    );
  if (config.dims === undefined) return graphDims;
  const dims = hasBatch ? [-1, ...config.dims] : config.dims;
  const fits = dims.length === graphDims.length && graphDims.every((dim, i) => dim === -1 || dim === dims[i]);
  if (fits) return dims;
  problems.push(
    `${value.name} has the dims [${config.dims.join(', ')}] in config.pbtxt, and ${described(value)} in the graph${hasBatch ? ', of which the first is the batch’s' : ''}`,
  );
  return graphDims;
}

function described({ name, dims }: GraphValue): string {
  return `${name} [${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}
