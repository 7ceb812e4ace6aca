/** A recurrent layer in one direction: the layout of ONNX's recurrent ops, and the chain of cells between them. */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import type { Mask } from '../mask.js';
import {
  appendCompaction,
  appendExpansion,
  appendStateOrInitial,
  type MaskedSequence,
} from './masked-sequence.js';
import { appendCell, type CellOutputs, kindOf, type RecurrentCell } from './recurrent-cell.js';
import { needsUnrolling, type RecurrentLayer } from './recurrent-layer.js';
import { appendUnrolledCell } from './unrolled-cell.js';

export interface RecurrentRunOptions {
  readonly layer: RecurrentLayer;
  readonly backwards: boolean;
  /** As tfjs lists them: from the top cell down, h before c; each [N, units]. Empty for zeros. */
  readonly initialStates: readonly Value[];
  /** Which steps count; undefined when all do. */
  readonly mask: Mask | undefined;
}

export interface RecurrentOutputs {
  /** [N, units], or with returnSequences [N, T, units] in the order of time. */
  readonly output: Value;
  /** With returnState, the last states, in the order of the initial ones; otherwise none. */
  readonly states: readonly Value[];
}

/** Takes [N, T, features]. */
export function appendRecurrent(
  builder: GraphBuilder,
  input: Value,
  options: RecurrentRunOptions,
): RecurrentOutputs {
  const { layer, backwards, initialStates, mask } = options;
  const masked = mask && appendCompaction(builder, input, { mask: mask(), backwards });
  const { sequence, states } = appendCells(builder, masked?.sequence ?? input, { ...options, masked });
  const stateAt = (index: number): Value => {
    const state = withoutAxis(builder, states[index] ?? sequence, 0); // [N, units]
    const initial = initialStates[index];
    if (masked === undefined || initial === undefined) return state;
    return appendStateOrInitial(builder, state, { lengths: masked.lengths, initial });
  };
  return {
    output: layer.returnSequences
      ? appendSequence(builder, sequence, { masked, initial: initialStates[0] })
      : stateAt(0),
    states: layer.returnState ? states.map((_, index) => stateAt(index)) : [],
  };
}

/** Takes [N, T, features]; gives the top cell's sequence, and the states of all cells as tfjs lists them. */
function appendCells(
  builder: GraphBuilder,
  input: Value,
  {
    layer,
    backwards,
    initialStates,
    masked,
  }: RecurrentRunOptions & { readonly masked: MaskedSequence | undefined },
): CellOutputs {
  const initialByCell = statesByCell(layer.cells, initialStates);
  let sequence = builder.add('Transpose', [input], { perm: [1, 0, 2] }); // [T, N, features]
  let states: readonly Value[] = [];
  for (const [level, cell] of layer.cells.entries()) {
    const append = needsUnrolling(cell) ? appendUnrolledCell : appendCell;
    const outputs = append(builder, level === 0 ? sequence : withoutAxis(builder, sequence, 1), {
      cell,
      // Masked steps already come in the order in which the layer takes them.
      backwards: backwards && masked === undefined,
      lengths: masked?.lengths,
      initialStates: initialByCell.get(cell) ?? [],
    });
    sequence = outputs.sequence; // [T, 1, N, units]
    states = [...outputs.states, ...states];
  }
  return { sequence, states };
}

/** [T, 1, N, units] → [N, T, units], with the steps that the mask left out back in their places. */
function appendSequence(
  builder: GraphBuilder,
  sequence: Value,
  { masked, initial }: { readonly masked: MaskedSequence | undefined; readonly initial: Value | undefined },
): Value {
  const outputs = withoutAxis(builder, builder.add('Transpose', [sequence], { perm: [2, 0, 1, 3] }), 2);
  return masked ? appendExpansion(builder, outputs, { counts: masked.counts, initial }) : outputs;
}

/** The sequence [N, T, units] from its last step to its first. */
export function appendReversed(builder: GraphBuilder, sequence: Value): Value {
  const at = (value: bigint) => builder.constant('int64', [1], BigInt64Array.of(value));
  // The end is exclusive, and -1 means the last element: before the first one lies only the least integer.
  return builder.add('Slice', [sequence, at(-1n), at(-(2n ** 63n)), at(1n), at(-1n)]);
}

function statesByCell(
  cells: readonly RecurrentCell[],
  states: readonly Value[],
): ReadonlyMap<RecurrentCell, readonly Value[]> {
  const result = new Map<RecurrentCell, readonly Value[]>();
  let taken = 0;
  for (const cell of [...cells].reverse()) {
    const count = kindOf(cell).states;
    result.set(cell, states.slice(taken, taken + count));
    taken += count;
  }
  return result;
}

function withoutAxis(builder: GraphBuilder, value: Value, axis: number): Value {
  return builder.add('Squeeze', [value, builder.constant('int64', [1], BigInt64Array.of(BigInt(axis)))]);
}
