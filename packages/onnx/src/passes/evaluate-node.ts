/** What a node gives for constants, for the ops that constant folding knows; the other ones are left to the runtime. */

import { dataTypes, type TensorData } from '../graph/data-type.js';
import type { Initializer, Node } from '../graph/graph.js';
import { elementCount, resolveAxis } from '../graph/shape.js';
import { evaluateArithmetic, evaluateCast, evaluateUnary } from './evaluate-arithmetic.js';
import { intAttribute, intsAttribute } from './node-attributes.js';
import { offsetsOf, pickRuns, stridesOf, transposeData } from './strided-data.js';

type Constants = readonly (Initializer | undefined)[];

/** Undefined where the data cannot be known. */
type Evaluate = (node: Node, constants: Constants, shape: readonly number[]) => TensorData | undefined;

const arithmetic: Evaluate = ({ op }, constants, shape) => evaluateArithmetic(op, constants, shape);
const unary: Evaluate = ({ op }, [x]) => evaluateUnary(op, x);
/** The same data in another shape. */
const sameData: Evaluate = (_node, [x]) => x?.data;

const evaluators: Readonly<Record<string, Evaluate>> = {
  Add: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  Div: arithmetic,
  Neg: unary,
  Sqrt: unary,
  Identity: sameData,
  Reshape: sameData,
  Flatten: sameData,
  Squeeze: sameData,
  Unsqueeze: sameData,
  Cast: (node, [x]) => evaluateCast(x, node.outputs[0]?.dtype ?? 'float32'),
  Transpose: (node, [x]) => {
    const perm = intsAttribute(node, 'perm');
    return x && perm && transposeData(x.data, x.shape.map(Number), perm);
  },
  Concat: evaluateConcat,
  Slice: evaluateSlice,
};

/** The data of the node's only output; undefined where they cannot be known before the graph runs. */
export function evaluateNode(node: Node, constants: Constants): TensorData | undefined {
  const [output, ...others] = node.outputs;
  const evaluate = Object.hasOwn(evaluators, node.op) ? evaluators[node.op] : undefined;
  if (evaluate === undefined || node.domain !== '' || output === undefined || others.length > 0)
    return undefined;
  const count = elementCount(output.shape);
  if (count === undefined) return undefined;
  const data = evaluate(node, constants, output.shape.map(Number));
  return data?.length === count ? data : undefined;
}

/** Row by row, where a row is what lies behind the axis. */
function evaluateConcat(node: Node, constants: Constants): TensorData | undefined {
  const parts = constants.filter((part) => part !== undefined);
  const [first] = parts;
  const axis = resolveAxis(intAttribute(node, 'axis') ?? 0, first?.shape.length ?? 0);
  const { array } = dataTypes[first?.dtype ?? 'string'];
  if (first === undefined || axis === undefined || array === undefined) return undefined;
  const rows = elementCount(first.shape.slice(0, axis)) ?? 0;
  const bytes = Array.from({ length: rows }, (_, row) => parts.map(({ data }) => rowBytes(data, row, rows)));
  // A buffer of its own: the ones that Buffer shares out need not start where an element may.
  return new array(new Uint8Array(Buffer.concat(bytes.flat())).buffer);
}

function rowBytes(data: TensorData, row: number, rows: number): Uint8Array {
  if (!ArrayBuffer.isView(data)) throw new TypeError('texts have no bytes of one length');
  const length = data.byteLength / rows;
  return new Uint8Array(data.buffer, data.byteOffset + row * length, length);
}

function evaluateSlice(_node: Node, constants: Constants, shape: readonly number[]): TensorData | undefined {
  const [x, ...lists] = constants;
  const [starts, , axes, steps] = lists.map((list) => Array.from(list?.data ?? [], Number));
  if (x === undefined || starts === undefined || axes === undefined || steps === undefined) return undefined;
  const lengths = x.shape.map(Number);
  const strides = [...stridesOf(lengths)];
  let first = 0;
  for (const [i, given] of axes.entries()) {
    const axis = resolveAxis(given, lengths.length) ?? 0;
    const length = lengths[axis] ?? 1;
    const start = starts[i] ?? 0;
    const from = Math.min(Math.max(start < 0 ? start + length : start, 0), length - 1);
    first += from * (strides[axis] ?? 1);
    strides[axis] = (strides[axis] ?? 1) * (steps[i] ?? 1);
  }
  return pickRuns(x.data, offsetsOf(shape, strides, first));
}
