/**
 * All passes that make a graph smaller and keep what it gives, over and over until none of them finds anything. What a
 * pass does is in its own file; storeWeightsAsFloat16, which changes results, is not among them.
 */

import type { Graph } from '../graph/graph.js';
import { dropNoOps } from './drop-no-ops.js';
import { foldAffineIntoWeights } from './fold-affine-into-weights.js';
import { foldConstants } from './fold-constants.js';
import { foldTransposesIntoDense } from './fold-transposes-into-dense.js';
import { mergeAffineSteps } from './merge-affine-steps.js';
import { mergeInitializers } from './merge-initializers.js';
import { moveTransposes } from './move-transposes.js';
import { removeDeadNodes } from './remove-dead-nodes.js';

/** Transposes first: then a Conv and the normalisation behind it are neighbours. */
const passes: readonly ((graph: Graph) => Graph)[] = [
  removeDeadNodes,
  dropNoOps,
  foldConstants,
  moveTransposes,
  foldTransposesIntoDense,
  foldAffineIntoWeights,
  mergeAffineSteps,
];

/** Each round makes the graph smaller; more than a few are only seen in long chains of constants. */
const mostRounds = 16;

/**
 * A smaller graph with the same inputs, outputs and results. float32 results may move by roundings where weights take
 * in a normalisation or a sum runs in another order; other dtypes keep each bit, save that a -0 may lose or keep its
 * sign. The same graph gives the same one.
 */
export function optimiseGraph(graph: Graph): Graph {
  let smallest = graph;
  for (let round = 0; round < mostRounds; round++) {
    const before = smallest;
    smallest = passes.reduce((each, pass) => pass(each), before);
    if (smallest === before) break;
  }
  return removeDeadNodes(mergeInitializers(smallest));
}
