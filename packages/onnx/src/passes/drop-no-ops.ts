/**
 * Drops nodes that give what they get: Identity, a Cast to the same dtype, a change of shape that changes nothing,
 * Mul and Div by 1, Add and Sub of 0. Only the sign of a zero may differ: -0 + 0 is 0.
 */

import type { Graph, Node, Value } from '../graph/graph.js';
import { sameShape } from '../graph/shape.js';
import { constantAt, type GraphIndex, indexGraph, onlyReader } from './graph-index.js';
import { GraphRewriter } from './graph-rewriter.js';
import { intsAttribute } from './node-attributes.js';
import { isIdentity } from './permutation.js';

/** The same graph without them, save where one is needed to give a graph output its name. */
export function dropNoOps(graph: Graph): Graph {
  const index = indexGraph(graph);
  const rewriter = new GraphRewriter(graph);
  for (const node of graph.nodes) {
    const [output] = node.outputs;
    const source = sourceOf(node, index);
    const isNoOp =
      output !== undefined &&
      source?.dtype === output.dtype &&
      sameShape(source.shape, output.shape) &&
      !isBeforeResize(output, index) &&
      rewriter.canReplace(output, source);
    if (isNoOp) rewriter.replace(output, source);
    else rewriter.keep(node);
  }
  return rewriter.build();
}

/** Ops that are the identity whenever dtype and shape stay. */
const shapeOps: ReadonlySet<string> = new Set([
  'Cast',
  'Expand',
  'Flatten',
  'Identity',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
]);
/** Ops with the operand that changes nothing, by the positions at which it may stand. */
const neutralOperands: Readonly<Record<string, { readonly value: number; readonly at: readonly number[] }>> =
  {
    Add: { value: 0, at: [0, 1] },
    Sub: { value: 0, at: [1] },
    Mul: { value: 1, at: [0, 1] },
    Div: { value: 1, at: [1] },
  };

/** The input that the output equals, if it has the same dtype and shape; undefined when it is another one. */
function sourceOf(node: Node, index: GraphIndex): Value | undefined {
  const { op, inputs } = node;
  if (shapeOps.has(op)) return inputs[0];
  if (op === 'Concat' && inputs.length === 1) return inputs[0];
  if (op === 'Transpose') return isIdentity(intsAttribute(node, 'perm') ?? []) ? inputs[0] : undefined;
  if (op === 'Pad') return isAll(index, inputs[1], 0) ? inputs[0] : undefined;
  const neutral = Object.hasOwn(neutralOperands, op) ? neutralOperands[op] : undefined;
  const position = neutral?.at.find((at) => isAll(index, inputs[at], neutral.value));
  return position === undefined ? undefined : inputs[1 - position];
}

/** There it keeps onnxruntime from moving a Transpose past the Resize: see layers/spatial/up-sampling.ts. */
function isBeforeResize(output: Value, index: GraphIndex): boolean {
  return index.producers.get(output.name)?.op === 'Reshape' && onlyReader(index, output)?.op === 'Resize';
}

function isAll(index: GraphIndex, value: Value | undefined, wanted: number): boolean {
  const data = constantAt(index, value)?.data;
  if (data instanceof BigInt64Array) return data.every((each) => each === BigInt(wanted));
  if (data === undefined || !ArrayBuffer.isView(data) || data instanceof Uint16Array) return false;
  return data.every((each) => each === wanted);
}
