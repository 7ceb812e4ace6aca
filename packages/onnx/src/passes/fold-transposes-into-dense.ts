/**
 * The Transpose in front of a flattening and a matrix product: the product may take the elements in any order if the
 * rows of its kernel are in the same one.
 *
 *   x -> Transpose -> Flatten -> Relu -> Gemm(kernel)     becomes     x -> Flatten -> Relu -> Gemm(permuted kernel)
 *
 * Between the two there may be what works on each element. Left out: kernels that several nodes read, which would have
 * to be stored twice.
 */

import type { Graph, Initializer, Node, Value } from '../graph/graph.js';
import { elementCount, sameShape } from '../graph/shape.js';
import { constantAt, type GraphIndex, indexGraph, onlyReader } from './graph-index.js';
import { GraphRewriter } from './graph-rewriter.js';
import { elementwiseOps } from './layout-rules.js';
import { linearNodeOf } from './linear-node.js';
import { intsAttribute } from './node-attributes.js';
import { identityOf, inverse, type Permutation } from './permutation.js';
import { transposeData } from './strided-data.js';

/** The same graph without such Transposes; sums are taken in another order. */
export function foldTransposesIntoDense(graph: Graph): Graph {
  const index = indexGraph(graph);
  const rewriter = new GraphRewriter(graph);
  /** What stands for the Transpose's output, and for the constants behind it, where nodes read them. */
  const inputs = new Map<Node, ReadonlyMap<string, Value>>();
  const dropped = new Set<Node>();
  for (const node of graph.nodes) {
    const flattening = flatteningBehind(node, index);
    const readers = flattening && readersBehind(flattening, index);
    if (flattening === undefined || readers === undefined) continue;
    const { source, moved } = flattening;
    dropped.add(node);
    inputs.set(flattening.node, new Map([[moved.name, source]]));
    for (const [reader, constants] of readers)
      inputs.set(reader, permutedConstants(rewriter, constants, flattening));
  }
  for (const node of graph.nodes) {
    const changed = inputs.get(node);
    if (dropped.has(node)) rewriter.drop();
    else if (changed === undefined) rewriter.keep(node);
    else
      rewriter.add({
        ...node,
        inputs: node.inputs.map((input) => input && (changed.get(input.name) ?? input)),
      });
  }
  return rewriter.build();
}

interface Flattening {
  readonly node: Node;
  /** What is transposed, what comes of that, and that as a matrix [N, product]. */
  readonly source: Value;
  readonly moved: Value;
  readonly flattened: Value;
  readonly perm: Permutation;
}

/** The Transpose leaves the batch where it is, and alone leads to what makes a matrix of the rest. */
function flatteningBehind(transpose: Node, index: GraphIndex): Flattening | undefined {
  const perm = transpose.op === 'Transpose' ? intsAttribute(transpose, 'perm') : undefined;
  const [source] = transpose.inputs;
  const [moved] = transpose.outputs;
  if (perm?.[0] !== 0 || source === undefined || moved === undefined) return undefined;
  const node = onlyReader(index, moved);
  const [flattened] = node?.outputs ?? [];
  if (node === undefined || flattened === undefined) return undefined;
  if (node.op !== 'Flatten' && node.op !== 'Reshape') return undefined;
  const [batch = 1, ...rest] = moved.shape;
  const columns = elementCount(rest);
  if (columns === undefined || !sameShape(flattened.shape, [batch, columns])) return undefined;
  return { node, source, moved, flattened, perm };
}

/** A constant of a reader, and which of its axes has a place for each column. */
interface ColumnConstant {
  readonly constant: Initializer;
  readonly axis: number;
}
type Readers = ReadonlyMap<Node, readonly ColumnConstant[]>;

/** All nodes up to the products; undefined when one of them cannot take the columns in another order. */
function readersBehind({ flattened }: Flattening, index: GraphIndex): Readers | undefined {
  const readers = new Map<Node, readonly ColumnConstant[]>();
  const values = new Set([flattened.name]);
  // A Set gives out what is added to it while it is walked.
  for (const name of values) {
    if (index.outputs.has(name)) return undefined;
    for (const reader of index.readers.get(name) ?? []) {
      const constants = kernelOf(reader, index) ?? operandsOf(reader, flattened, index);
      if (constants === undefined) return undefined;
      readers.set(reader, constants);
      if (elementwiseOps.has(reader.op)) for (const output of reader.outputs) values.add(output.name);
    }
  }
  const isClosed = [...readers.keys()].every((reader) =>
    reader.inputs.every((input) => !input || values.has(input.name) || constantAt(index, input)),
  );
  return isClosed ? readers : undefined;
}

function kernelOf(node: Node, index: GraphIndex): readonly ColumnConstant[] | undefined {
  const linear = linearNodeOf(node, index);
  if (linear === undefined || linear.spatialRank > 0) return undefined;
  const isOwn = onlyReader(index, linear.kernel) !== undefined;
  return isOwn ? [{ constant: linear.kernel, axis: linear.inputAxis }] : undefined;
}

/** The constants with a value for each column, that an op takes which works on each element. */
function operandsOf(
  node: Node,
  { shape: [, columns] }: Value,
  index: GraphIndex,
): readonly ColumnConstant[] | undefined {
  if (!elementwiseOps.has(node.op)) return undefined;
  const constants = node.inputs.map((input) => constantAt(index, input)).filter((each) => each !== undefined);
  const wide = constants.filter((constant) => elementCount(constant.shape) !== 1);
  const fits = wide.every(({ shape, data }) => shape.at(-1) === columns && data.length === columns);
  return fits ? wide.map((constant) => ({ constant, axis: constant.shape.length - 1 })) : undefined;
}

/** By the names of those that they stand for. */
function permutedConstants(
  rewriter: GraphRewriter,
  constants: readonly ColumnConstant[],
  { moved, perm }: Flattening,
): ReadonlyMap<string, Value> {
  const lengths = moved.shape.slice(1).map(Number);
  const order = inverse(perm)
    .slice(1)
    .map((axis) => axis - 1);
  return new Map(
    constants.map(({ constant, axis }) => {
      const shape = constant.shape.map(Number);
      const split = [...shape.slice(0, axis), ...lengths, ...shape.slice(axis + 1)];
      const whole = identityOf(split.length);
      whole.splice(axis, order.length, ...order.map((each) => each + axis));
      const data = transposeData(constant.data, split, whole);
      return [constant.name, rewriter.constant({ ...constant, name: `${constant.name}_permuted`, data })];
    }),
  );
}
