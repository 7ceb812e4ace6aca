/** Several additions of and multiplications by constants, one behind the other, become one Mul and one Add. */

import type { Graph, Node } from '../graph/graph.js';
import { type AffineChain, affineChainFrom, isFiniteChain, largestMovedShift } from './affine-chain.js';
import { indexGraph } from './graph-index.js';
import { GraphRewriter } from './graph-rewriter.js';

/** The same graph with shorter chains; results move by roundings of float32. */
export function mergeAffineSteps(graph: Graph): Graph {
  const index = indexGraph(graph);
  const rewriter = new GraphRewriter(graph);
  const merged = new Set<Node>();
  for (const node of graph.nodes) {
    if (merged.has(node)) continue;
    const chain = affineChainFrom(node, index);
    const isShorter = chain !== undefined && opsOf(chain).length < chain.nodes.length;
    // A chain that does nothing at all is left to dropNoOps.
    if (!isShorter || opsOf(chain).length === 0 || !isSafe(chain)) {
      rewriter.keep(node);
      continue;
    }
    for (const each of chain.nodes) merged.add(each);
    appendSteps(rewriter, chain);
  }
  return rewriter.build();
}

/** What is left to do. */
function opsOf({ scale, shift }: AffineChain): readonly ('Mul' | 'Add')[] {
  const isScaled = scale.some((value) => value !== 1);
  const isShifted = shift.some((value) => value !== 0);
  return [...(isScaled ? (['Mul'] as const) : []), ...(isShifted ? (['Add'] as const) : [])];
}

function isSafe(chain: AffineChain): boolean {
  return isFiniteChain(chain) && chain.shift.every((value) => Math.abs(value) <= largestMovedShift);
}

function appendSteps(rewriter: GraphRewriter, chain: AffineChain): void {
  const { nodes, start, end, shape } = chain;
  const ops = opsOf(chain);
  let input = start;
  for (const [position, op] of ops.entries()) {
    const name = rewriter.freeName(`${nodes[0]?.name ?? ''}_${op}`);
    const isLast = position === ops.length - 1;
    const output = isLast ? end : { ...end, name: rewriter.freeName(`${name}_output`) };
    const data = Float32Array.from(op === 'Mul' ? chain.scale : chain.shift);
    const constant = rewriter.constant({ name: `${name}_constant`, dtype: 'float32', shape, data });
    rewriter.add({ name, op, domain: '', inputs: [input, constant], outputs: [output], attributes: [] });
    input = output;
  }
}
