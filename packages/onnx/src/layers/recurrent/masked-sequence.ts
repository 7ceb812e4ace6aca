/**
 * A sequence without the steps that its mask leaves out, and back. tfjs keeps the state over such a step and repeats the
 * output before it; ONNX only knows lengths. So the steps that count move to the front, in the order in which the layer
 * takes them, the op runs over that many, and each step then looks up the output of the last one that counted:
 *
 *   mask 0 1 0 1 → count 0 1 1 2 → the op takes steps 1, 3 → outputs h0 [y1 y2] → h0 y1 y1 y2
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { integersConstant, scalarConstant } from '../layer-converter.js';

export interface MaskedSequence {
  /** [N, T, features]: the steps that count, then the other ones. */
  readonly sequence: Value;
  /** int32 [N]: how many steps count. */
  readonly lengths: Value;
  /** int64 [N, T]: how many steps count up to and with each one, in the layer's direction. */
  readonly counts: Value;
}

/** Takes [N, T, features] and the mask, float32 [N, T]; T may be known only when the graph runs. */
export function appendCompaction(
  builder: GraphBuilder,
  input: Value,
  { mask, backwards }: { readonly mask: Value; readonly backwards: boolean },
): MaskedSequence {
  const isCounted = builder.add('Cast', [mask], { to: 'int64' }); // [N, T]
  const isSkipped = builder.add('Sub', [integer(builder, 1), isCounted]);
  const counts = appendRunningSum(builder, isCounted, backwards);
  const total = builder.add('ReduceMax', [counts], { axes: [1] }); // [N, 1]
  const skipped = builder.add('Add', [total, appendRunningSum(builder, isSkipped, backwards)]);
  // Where each step goes: behind those that count before it, or behind all of them and those that do not.
  const places = builder.add('Add', [
    builder.add('Mul', [isCounted, counts]),
    builder.add('Mul', [isSkipped, skipped]),
  ]);
  const order = appendInverse(builder, builder.add('Sub', [places, integer(builder, 1)]));
  return {
    sequence: appendTaken(builder, input, order),
    lengths: builder.add('Cast', [builder.add('Squeeze', [total, integersConstant(builder, [1])])], {
      to: 'int32',
    }),
    counts,
  };
}

/** The last state [N, units], or the initial one where no step counts: onnxruntime gives zero there. */
export function appendStateOrInitial(
  builder: GraphBuilder,
  state: Value,
  { lengths, initial }: { readonly lengths: Value; readonly initial: Value },
): Value {
  const column = builder.add('Unsqueeze', [lengths, integersConstant(builder, [-1])]); // [N, 1]
  return builder.add('Where', [builder.add('Cast', [column], { to: 'bool' }), state, initial]);
}

/** Takes the outputs [N, T, units] of the compacted steps; `initial` [N, units] stands before the first, default zero. */
export function appendExpansion(
  builder: GraphBuilder,
  outputs: Value,
  { counts, initial }: { readonly counts: Value; readonly initial: Value | undefined },
): Value {
  const last = builder.add('Sub', [builder.add('Max', [counts, integer(builder, 1)]), integer(builder, 1)]);
  const hasOutput = builder.add('Unsqueeze', [counts, integersConstant(builder, [-1])]); // [N, T, 1]
  const before = initial && builder.add('Unsqueeze', [initial, integersConstant(builder, [1])]); // [N, 1, units]
  return builder.add('Where', [
    builder.add('Cast', [hasOutput], { to: 'bool' }),
    appendTaken(builder, outputs, last),
    before ?? scalarConstant(builder, 0),
  ]);
}

/** Along the time, from the end if `backwards`. */
function appendRunningSum(builder: GraphBuilder, values: Value, backwards: boolean): Value {
  return builder.add('CumSum', [values, integer(builder, 1)], { reverse: Number(backwards) });
}

/** The inverse of the permutations [N, T]: position i goes to where `places` has i. */
function appendInverse(builder: GraphBuilder, places: Value): Value {
  const zeros = builder.add('Sub', [places, places]);
  const ones = builder.add('Add', [zeros, integer(builder, 1)]);
  const positions = builder.add('CumSum', [ones, integer(builder, 1)], { exclusive: 1 }); // 0, 1, ...
  return builder.add('ScatterElements', [positions, places, positions], { axis: 1 });
}

/** The steps of [N, T, width] at `positions` [N, T]. */
function appendTaken(builder: GraphBuilder, values: Value, positions: Value): Value {
  const indices = builder.add('Unsqueeze', [positions, integersConstant(builder, [-1])]);
  return builder.add('GatherND', [values, indices], { batch_dims: 1 });
}

function integer(builder: GraphBuilder, value: number): Value {
  return builder.constant('int64', [], BigInt64Array.of(BigInt(value)));
}
