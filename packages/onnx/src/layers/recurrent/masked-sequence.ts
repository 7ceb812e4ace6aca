/**
 * A sequence without the steps that its mask leaves out, and back. tfjs keeps the state over such a step and repeats the
 * output before it; ONNX only knows lengths. So the steps that count move to the front, in the order in which the layer
 * takes them, the op runs over that many, and each step then looks up the output of the last one that counted:
 *
 *   mask 0 1 0 1 → count 0 1 1 2 → the op takes steps 1, 3 → outputs h0 [y1 y2] → h0 y1 y1 y2
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { scalarConstant } from '../layer-converter.js';

export interface MaskedSequence {
  /** [N, T, features]: the steps that count, then the other ones. */
  readonly sequence: Value;
  /** int32 [N]: how many steps count. */
  readonly lengths: Value;
  /** int64 [N, T, 1]: how many steps count up to and with each one, in the layer's direction. */
  readonly counts: Value;
}

/** More than any length, and still exact beside one in float32. */
const aboveAnyLength = 2 ** 22;

/** Takes [N, T, features] with T known and the mask, float32 [N, T]. */
export function appendCompaction(
  builder: GraphBuilder,
  input: Value,
  { mask, backwards }: { readonly mask: Value; readonly backwards: boolean },
): MaskedSequence {
  const time = builder.constant('int64', [], BigInt64Array.of(1n));
  const last = builder.constant('int64', [1], BigInt64Array.of(-1n));
  const count = builder.add('CumSum', [mask, time], { reverse: Number(backwards) });
  const bonus = builder.add('Mul', [mask, scalarConstant(builder, aboveAnyLength)]);
  const steps = builder.constant('int64', [1], BigInt64Array.of(BigInt(input.shape[1] ?? 0)));
  const [, order] = builder.addAll('TopK', [builder.add('Sub', [bonus, count]), steps], { axis: 1 });
  if (order === undefined) throw new TypeError('TopK must have two outputs');
  const total = builder.add('ReduceMax', [count], { axes: [1], keepdims: 0 });
  const positions = builder.add('Unsqueeze', [order, last]); // [N, T, 1]
  return {
    sequence: builder.add('GatherND', [input, positions], { batch_dims: 1 }),
    lengths: builder.add('Cast', [total], { to: 'int32' }),
    counts: builder.add('Unsqueeze', [builder.add('Cast', [count], { to: 'int64' }), last]),
  };
}

/** The last state [N, units], or the initial one where no step counts: onnxruntime gives zero there. */
export function appendStateOrInitial(
  builder: GraphBuilder,
  state: Value,
  { lengths, initial }: { readonly lengths: Value; readonly initial: Value },
): Value {
  const last = builder.constant('int64', [1], BigInt64Array.of(-1n));
  const hasSteps = builder.add('Cast', [builder.add('Unsqueeze', [lengths, last])], { to: 'bool' }); // [N, 1]
  return builder.add('Where', [hasSteps, state, initial]);
}

/** Takes the outputs [N, T, units] of the compacted steps; `initial` [N, units] stands before the first, default zero. */
export function appendExpansion(
  builder: GraphBuilder,
  outputs: Value,
  { counts, initial }: { readonly counts: Value; readonly initial: Value | undefined },
): Value {
  const time = builder.constant('int64', [1], BigInt64Array.of(1n));
  const padded =
    initial === undefined
      ? builder.add('Pad', [
          outputs,
          builder.constant('int64', [6], BigInt64Array.of(0n, 1n, 0n, 0n, 0n, 0n)),
        ])
      : builder.add('Concat', [builder.add('Unsqueeze', [initial, time]), outputs], { axis: 1 });
  return builder.add('GatherND', [padded, counts], { batch_dims: 1 });
}
