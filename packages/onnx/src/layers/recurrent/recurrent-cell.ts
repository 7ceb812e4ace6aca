/**
 * One recurrent cell over a whole sequence as one LSTM, GRU or RNN node. tfjs keeps a kernel [features, gates · units]
 * and a recurrent kernel [units, gates · units]; ONNX wants both transposed, with the gates in its own order, and a
 * second bias, for the recurrent product, which is zero here.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { type LayerConfig, numberIn, textIn } from '../layer-config.js';
import { type LayerWeight, weightAt } from '../layer-converter.js';
import { activationAttributes } from './recurrent-activations.js';

export interface CellKind {
  readonly op: 'LSTM' | 'GRU' | 'RNN';
  /** For each gate of ONNX, its position in tfjs. */
  readonly gates: readonly number[];
  /** How many states a step hands on: h, and c for an LSTM. */
  readonly states: number;
  /** The config keys of the functions, in ONNX's order. */
  readonly activations: readonly string[];
}

/** By the class name of the layer, which the cell's class name begins with. */
export const cellKinds: Readonly<Record<string, CellKind>> = {
  // tfjs: i, f, c, o. ONNX: i, o, f, c.
  LSTM: {
    op: 'LSTM',
    gates: [0, 3, 1, 2],
    states: 2,
    activations: ['recurrentActivation', 'activation', 'activation'],
  },
  // Both: z, r, h. tfjs has no resetAfter, which linear_before_reset would be.
  GRU: { op: 'GRU', gates: [0, 1, 2], states: 1, activations: ['recurrentActivation', 'activation'] },
  SimpleRNN: { op: 'RNN', gates: [0], states: 1, activations: ['activation'] },
};

export interface RecurrentCell {
  /** A key of cellKinds. */
  readonly kind: string;
  readonly config: LayerConfig;
  /** Kernel, recurrent kernel, and the bias unless useBias is false. */
  readonly weights: readonly LayerWeight[];
}

export interface CellRunOptions {
  readonly backwards: boolean;
  /** int32 [N]: how many steps of each sequence to take. Default all. */
  readonly lengths?: Value | undefined;
  /** h, and c for an LSTM, each [N, units]. Empty for zeros. */
  readonly initialStates: readonly Value[];
}

export interface CellOutputs {
  /** The output of each step, [T, 1, N, units], in the order of time in either direction. */
  readonly sequence: Value;
  /** The last h, and c for an LSTM, each [1, N, units]. */
  readonly states: readonly Value[];
}

/** Takes [T, N, features]. */
export function appendCell(
  builder: GraphBuilder,
  input: Value,
  { cell, backwards, lengths, initialStates }: CellRunOptions & { readonly cell: RecurrentCell },
): CellOutputs {
  const { op, activations } = kindOf(cell);
  const states = initialStates.map((state) => withDirection(builder, state));
  const [sequence, ...lastStates] = builder.addAll(
    op,
    [input, ...appendWeights(builder, cell), lengths, ...states],
    {
      ...activationAttributes(activations.map((key) => textIn(cell.config, key))),
      direction: backwards ? 'reverse' : 'forward',
      hidden_size: numberIn(cell.config, 'units'),
    },
  );
  if (sequence === undefined) throw new TypeError(`${op} must have outputs`);
  return { sequence, states: lastStates };
}

/** [N, units] → [1, N, units]. */
function withDirection(builder: GraphBuilder, state: Value): Value {
  return builder.add('Unsqueeze', [state, builder.constant('int64', [1], BigInt64Array.of(0n))]);
}

/** The weights W [1, gates · units, features] and R [1, gates · units, units]; B [1, 2 · gates · units] where it is. */
function appendWeights(builder: GraphBuilder, cell: RecurrentCell): readonly (Value | undefined)[] {
  const { gates } = kindOf(cell);
  const [kernel, recurrent] = [0, 1].map((index) => {
    const { shape, data } = transposed(weightAt(cell.weights, index), gates);
    return builder.constant('float32', [1, ...shape], data);
  });
  if (cell.config.useBias === false) return [kernel, recurrent, undefined];
  const stored = weightAt(cell.weights, 2);
  const { data } = transposed({ shape: [1, ...stored.shape], data: stored.data }, gates);
  const bias = new Float32Array(2 * data.length);
  bias.set(data);
  return [kernel, recurrent, builder.constant('float32', [1, bias.length], bias)];
}

/** A kernel [rows, gates · units] as [gates · units, rows], its gates in the order of `gates`. */
function transposed({ shape, data }: LayerWeight, gates: readonly number[]): LayerWeight {
  const [rows = 0, columns = 0] = shape;
  const units = columns / gates.length;
  const result = new Float32Array(data.length);
  for (const [position, gate] of gates.entries())
    for (let unit = 0; unit < units; unit++)
      for (let row = 0; row < rows; row++)
        result[(position * units + unit) * rows + row] =
          data[row * columns + gate * units + unit] ?? Number.NaN;
  return { shape: [columns, rows], data: result };
}

/** Throws a TypeError for a cell that refuseRecurrent does not let through. */
export function kindOf({ kind }: RecurrentCell): CellKind {
  const found = cellKinds[kind];
  if (found === undefined) throw new TypeError(`refuse must be asked first; got the cell ${kind}`);
  return found;
}
