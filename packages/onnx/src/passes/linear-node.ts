/**
 * The nodes that multiply by a constant kernel, seen as one thing: Conv, ConvTranspose, Gemm and MatMul. A factor or
 * a shift for each channel before or behind one of them can go into its kernel and its bias.
 */

import type { Initializer, Node, Value } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { constantAt, type GraphIndex } from './graph-index.js';
import { intAttribute } from './node-attributes.js';

export interface LinearNode {
  readonly node: Node;
  readonly input: Value;
  readonly output: Value;
  readonly kernel: Initializer;
  /** Of the kernel. */
  readonly inputAxis: number;
  readonly outputAxis: number;
  /** The channels of the output. */
  readonly channels: number;
  /** How many axes of the output lie behind its channels. */
  readonly spatialRank: number;
  /** One value a channel, or one for all; undefined where the node has none. */
  readonly bias: Initializer | undefined;
  /** False for MatMul, behind which a bias is a node. */
  readonly takesBias: boolean;
}

/** Undefined for other nodes, and where the kernel or the bias is computed, or has a form that is not worth a case. */
export function linearNodeOf(node: Node, index: GraphIndex): LinearNode | undefined {
  const axes = kernelAxes(node);
  const [input, , bias] = node.inputs;
  const kernel = constantAt(index, node.inputs[1]);
  const [output] = node.outputs;
  if (axes === undefined || input === undefined || output === undefined) return undefined;
  if (kernel?.dtype !== 'float32' || intAttribute(node, 'transA')) return undefined;
  if (node.op === 'MatMul' && kernel.shape.length !== 2) return undefined;
  const channels = Number(kernel.shape[axes.outputAxis]);
  const stored = constantAt(index, bias);
  if (bias !== undefined && !(stored && isPerChannel(stored, channels))) return undefined;
  const isMatrix = node.op === 'MatMul' || node.op === 'Gemm';
  return {
    ...axes,
    node,
    input,
    output,
    kernel,
    channels,
    spatialRank: isMatrix ? 0 : kernel.shape.length - 2,
    bias: stored,
    takesBias: node.op !== 'MatMul',
  };
}

/** The bias of each channel, zeros where the node has none. */
export function biasOf({ bias, channels }: LinearNode): Float64Array {
  const values = Float64Array.from(bias?.data ?? [0], Number);
  return values.length === channels ? values : new Float64Array(channels).fill(values[0] ?? Number.NaN);
}

/** The kernel with each slice along `axis` times its own factor. */
export function scaledKernel(
  { shape, data }: Initializer,
  { axis, factors }: { readonly axis: number; readonly factors: Float64Array },
): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError('linearNodeOf gives float32 kernels only');
  const run = shape.slice(axis + 1).reduce<number>((total, length) => total * Number(length), 1);
  const result = new Float32Array(data.length);
  for (let i = 0; i < result.length; i++)
    result[i] = (data[i] ?? 0) * (factors[Math.floor(i / run) % factors.length] ?? 0);
  return result;
}

function kernelAxes(node: Node): { readonly inputAxis: number; readonly outputAxis: number } | undefined {
  switch (node.op) {
    case 'Conv':
      return { inputAxis: 1, outputAxis: 0 };
    case 'ConvTranspose':
    case 'MatMul':
      return { inputAxis: 0, outputAxis: 1 };
    case 'Gemm':
      return intAttribute(node, 'transB') ? { inputAxis: 1, outputAxis: 0 } : { inputAxis: 0, outputAxis: 1 };
    default:
      return undefined;
  }
}

/** A bias for each row, which a Gemm may have, is none for each channel. */
function isPerChannel({ shape }: Initializer, channels: number): boolean {
  const count = elementCount(shape);
  return count === 1 || (count === channels && shape.at(-1) === channels);
}
