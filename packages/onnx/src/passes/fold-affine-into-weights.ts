/**
 * BatchNormalization at inference, and any other factor or shift for each channel, becomes part of the weights of the
 * Conv, ConvTranspose, Gemm or MatMul in front of it:
 *
 *   Conv(x, W, b) · scale + shift  =  Conv(x, W · scale, b · scale + shift)
 *
 * Worked out in float64, stored as float32. What is in front of a matrix product goes into it as well. Left out: shifts
 * so large that digits would be lost, and kernels that several nodes read.
 */

import type { Graph, Node, Value } from '../graph/graph.js';
import {
  type AffineChain,
  affineChainFrom,
  affineChainsTo,
  isFiniteChain,
  largestMovedShift,
  perChannel,
} from './affine-chain.js';
import { type GraphIndex, indexGraph, onlyReader } from './graph-index.js';
import { GraphRewriter } from './graph-rewriter.js';
import { biasOf, type LinearNode, linearNodeOf, scaledKernel } from './linear-node.js';

/** The same graph with such maps in the weights; results move by roundings of float32. */
export function foldAffineIntoWeights(graph: Graph): Graph {
  const index = indexGraph(graph);
  const rewriter = new GraphRewriter(graph);
  const folds = new Map<Node, Fold>();
  const absorbed = new Set<Node>();
  // What lies between two products goes into one of them.
  const isOpen = ({ nodes }: AffineChain): boolean => !nodes.some((each) => absorbed.has(each));
  for (const node of graph.nodes) {
    const linear = linearNodeOf(node, index);
    const fold = linear && foldOf(linear, { index, isOpen });
    if (fold === undefined) continue;
    folds.set(node, fold);
    for (const each of fold.chain.nodes) absorbed.add(each);
  }
  for (const node of graph.nodes) {
    const fold = folds.get(node);
    if (fold !== undefined) appendFolded(rewriter, fold);
    else if (!absorbed.has(node)) rewriter.keep(node);
  }
  return rewriter.build();
}

interface Fold {
  readonly chain: AffineChain;
  readonly linear: LinearNode;
  readonly kernel: Float32Array | undefined;
  readonly bias: Float32Array;
  /** What the product reads, and what it gives now. */
  readonly input: Value;
  readonly output: Value;
}

/** The first that can be made. */
function foldOf(
  linear: LinearNode,
  { index, isOpen }: { readonly index: GraphIndex; isOpen(chain: AffineChain): boolean },
): Fold | undefined {
  const behind = affineChainFrom(onlyReader(index, linear.output), index);
  const fold = behind && isOpen(behind) && foldBehind(linear, behind, index);
  if (fold) return fold;
  // In front of a Conv a shift would not be there in the padding.
  if (linear.spatialRank > 0) return undefined;
  for (const before of affineChainsTo(linear.input, index)) {
    const found = isOpen(before) ? foldBefore(linear, before, index) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As largestMovedShift, but one sum moves and not each of its terms: 2^-24 of it is less than half of 1e-5. */
const largestShiftBehind = 64;

/** Product, then chain. */
function foldBehind(linear: LinearNode, chain: AffineChain, index: GraphIndex): Fold | undefined {
  const { channels, spatialRank, takesBias, outputAxis: axis } = linear;
  if (!fitsChannels(chain, { count: channels, behind: spatialRank })) return undefined;
  const scale = perChannel(chain.scale, channels);
  const shift = perChannel(chain.shift, channels);
  const isScaled = scale.some((factor) => factor !== 1);
  if (isScaled && shift.some((value) => Math.abs(value) > largestShiftBehind)) return undefined;
  // A product that takes no bias needs a node for it: nothing is gained unless there was more than that.
  if (!takesBias && !isScaled && chain.nodes.length === 1) return undefined;
  const bias = biasOf(linear).map((value, i) => value * (scale[i] ?? 0) + (shift[i] ?? 0));
  return checked({ chain, linear, factors: isScaled ? scale : undefined, axis, bias }, index);
}

/** Chain, then matrix product. */
function foldBefore(linear: LinearNode, chain: AffineChain, index: GraphIndex): Fold | undefined {
  const { kernel, takesBias, inputAxis: axis } = linear;
  const count = Number(kernel.shape[axis]);
  if (!fitsChannels(chain, { count, behind: 0 })) return undefined;
  const shift = perChannel(chain.shift, count);
  const isShifted = shift.some((value) => value !== 0);
  if (!takesBias && isShifted && chain.nodes.length === 1) return undefined;
  const moved = throughKernel(linear, shift);
  if (moved.largest > largestMovedShift) return undefined;
  const bias = biasOf(linear).map((value, i) => value + (moved.sums[i] ?? 0));
  return checked({ chain, linear, factors: perChannel(chain.scale, count), axis, bias }, index);
}

interface Wanted {
  readonly chain: AffineChain;
  readonly linear: LinearNode;
  /** Undefined where the kernel stays. */
  readonly factors: Float64Array | undefined;
  readonly axis: number;
  readonly bias: Float64Array;
}

/** Undefined where other nodes need the kernel as it is, or a weight would become infinite. */
function checked({ chain, linear, factors, axis, bias }: Wanted, index: GraphIndex): Fold | undefined {
  const { kernel } = linear;
  if (factors !== undefined && onlyReader(index, kernel) === undefined) return undefined;
  if (!isFiniteChain(chain)) return undefined;
  const scaled = factors && scaledKernel(kernel, { axis, factors });
  const stored = Float32Array.from(bias);
  if (!stored.every(Number.isFinite) || !(scaled?.every(Number.isFinite) ?? true)) return undefined;
  const isBehind = chain.start.name === linear.output.name;
  const input = isBehind ? linear.input : chain.start;
  const output = isBehind ? chain.end : linear.output;
  return { chain, linear, kernel: scaled, bias: stored, input, output };
}

/** Whether the constants are one for all values, or one for each channel with `behind` axes behind it. */
function fitsChannels(
  { shape }: AffineChain,
  { count, behind }: { readonly count: number; readonly behind: number },
): boolean {
  const [channels, ...rest] = shape;
  if (channels === undefined) return true;
  return channels === count && rest.length === behind && rest.every((length) => length === 1);
}

/** shift · kernel, and the largest sum of its terms without their signs. */
function throughKernel(
  { kernel, inputAxis, channels }: LinearNode,
  shift: Float64Array,
): { readonly sums: Float64Array; readonly largest: number } {
  const sums = new Float64Array(channels);
  const sizes = new Float64Array(channels);
  if (!shift.some((value) => value !== 0)) return { sums, largest: 0 };
  for (const [i, weight] of kernel.data.entries()) {
    const [row, column] =
      inputAxis === 0
        ? [Math.floor(i / channels), i % channels]
        : [i % shift.length, Math.floor(i / shift.length)];
    const term = (shift[row] ?? 0) * Number(weight);
    sums[column] = (sums[column] ?? 0) + term;
    sizes[column] = (sizes[column] ?? 0) + Math.abs(term);
  }
  return { sums, largest: sizes.reduce((most, size) => Math.max(most, size), 0) };
}

function appendFolded(rewriter: GraphRewriter, fold: Fold): void {
  const { linear, bias, input, output } = fold;
  const { node, takesBias, channels } = linear;
  const old = linear.kernel;
  const kernel =
    fold.kernel === undefined
      ? old
      : rewriter.constant({ ...old, name: `${old.name}_folded`, data: fold.kernel });
  const hasBias = node.inputs[2] !== undefined || bias.some((value) => value !== 0);
  if (!hasBias) {
    rewriter.add({ ...node, inputs: [input, kernel], outputs: [output] });
    return;
  }
  const added = rewriter.constant({
    name: `${node.name}_bias`,
    dtype: 'float32',
    shape: [channels],
    data: bias,
  });
  if (takesBias) {
    rewriter.add({ ...node, inputs: [input, kernel, added], outputs: [output] });
    return;
  }
  const product = { ...output, name: rewriter.freeName(`${node.name}_product`) };
  const name = rewriter.freeName(`${node.name}_shift`);
  rewriter.add({ ...node, inputs: [input, kernel], outputs: [product] });
  rewriter.add({ name, op: 'Add', domain: '', inputs: [product, added], outputs: [output], attributes: [] });
}
