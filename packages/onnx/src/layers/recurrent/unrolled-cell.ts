/**
 * One recurrent cell step by step, in elementary ops: for the activation functions that onnxruntime lacks inside of
 * LSTM, GRU and RNN. The formulas are those of tfjs (layers/recurrent.ts), whose layout of the weights stays. The graph
 * grows with each step, so the length must be known and short.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { appendActivation } from '../activations.js';
import { numberIn, textIn } from '../layer-config.js';
import {
  integersConstant,
  type LayerWeight,
  scalarConstant,
  weightAt,
  weightConstant,
} from '../layer-converter.js';
import {
  type CellKind,
  type CellOutputs,
  type CellRunOptions,
  kindOf,
  type RecurrentCell,
} from './recurrent-cell.js';
import { appendSteps } from './unrolled-steps.js';

interface StepContext {
  readonly builder: GraphBuilder;
  readonly units: number;
  /** The weights that meet the state; for a GRU those of z and r, then those of h. */
  readonly recurrent: readonly Value[];
  /** Appends the function that the config names under `key`. */
  activate(x: Value, key: 'activation' | 'recurrentActivation'): Value;
}

/** Takes what the weights make of the step's input, [1, N, gates · units], and the states; gives the next states. */
type AppendStep = (context: StepContext, projected: Value, states: readonly Value[]) => readonly Value[];

const steps: Readonly<Record<CellKind['op'], AppendStep>> = {
  LSTM: appendLstmStep,
  GRU: appendGruStep,
  RNN: appendRnnStep,
};

/** Takes [T, N, features] with T known. */
export function appendUnrolledCell(
  builder: GraphBuilder,
  input: Value,
  { cell, backwards, lengths, initialStates }: CellRunOptions & { readonly cell: RecurrentCell },
): CellOutputs {
  const { op, states: stateCount } = kindOf(cell);
  const context = stepContextOf(builder, cell);
  const zeros = () => builder.constant('float32', [1, 1, context.units], new Float32Array(context.units));
  const first = integersConstant(builder, [0]);
  const { outputs, states } = appendSteps(builder, appendProjection(builder, input, cell), {
    timeAxis: 0,
    backwards,
    countedAt: lengths && (({ taken }) => appendIsLonger(builder, lengths, taken)),
    initialStates: Array.from({ length: stateCount }, (_, index) => {
      const given = initialStates[index];
      return given === undefined ? zeros() : builder.add('Unsqueeze', [given, first]);
    }),
    appendStep: (projected, previous) => steps[op](context, projected, previous),
  });
  return { sequence: builder.add('Unsqueeze', [outputs, integersConstant(builder, [1])]), states };
}

/** Whether each sequence has more than `taken` steps, bool [N, 1]. */
function appendIsLonger(builder: GraphBuilder, lengths: Value, taken: number): Value {
  const least = builder.constant('int32', [], Int32Array.of(taken + 1));
  const isLonger = builder.add('GreaterOrEqual', [lengths, least]);
  return builder.add('Unsqueeze', [isLonger, integersConstant(builder, [-1])]);
}

/** x · kernel + bias for all steps at once, [T, N, gates · units]. */
function appendProjection(builder: GraphBuilder, input: Value, { config, weights }: RecurrentCell): Value {
  const product = builder.add('MatMul', [input, weightConstant(builder, weightAt(weights, 0))]);
  if (config.useBias === false) return product;
  return builder.add('Add', [product, weightConstant(builder, weightAt(weights, 2))]);
}

function stepContextOf(builder: GraphBuilder, cell: RecurrentCell): StepContext {
  const { config, weights } = cell;
  const units = numberIn(config, 'units');
  const recurrent = weightAt(weights, 1);
  const parts =
    kindOf(cell).op === 'GRU'
      ? [columnsOf(recurrent, 0, 2 * units), columnsOf(recurrent, 2 * units, 3 * units)]
      : [recurrent];
  return {
    builder,
    units,
    recurrent: parts.map((part) => weightConstant(builder, part)),
    activate: (x, key) => appendActivation(builder, x, textIn(config, key)),
  };
}

/** i, f, c and o of x · W + h · R; c' = f · c + i · activation(c), h' = o · activation(c'). */
function appendLstmStep(
  { builder, units, recurrent: [kernel], activate }: StepContext,
  projected: Value,
  [h, c]: readonly Value[],
): readonly Value[] {
  const sum = builder.add('Add', [projected, builder.add('MatMul', [required(h), required(kernel)])]);
  const [i, f, g, o] = appendGates(builder, sum, { units, count: 4 });
  const kept = builder.add('Mul', [activate(required(f), 'recurrentActivation'), required(c)]);
  const added = builder.add('Mul', [
    activate(required(i), 'recurrentActivation'),
    activate(required(g), 'activation'),
  ]);
  const carry = builder.add('Add', [kept, added]);
  const gate = activate(required(o), 'recurrentActivation');
  return [builder.add('Mul', [gate, activate(carry, 'activation')]), carry];
}

/** z and r of x · W + h · R; h' = z · h + (1 - z) · activation(x · W + (r · h) · R). */
function appendGruStep(
  { builder, units, recurrent: [kernel, candidateKernel], activate }: StepContext,
  projected: Value,
  [h]: readonly Value[],
): readonly Value[] {
  const widths = integersConstant(builder, [2 * units, units]);
  const [gates, candidate] = builder.addAll('Split', [projected, widths], { axis: -1 });
  const sum = builder.add('Add', [required(gates), builder.add('MatMul', [required(h), required(kernel)])]);
  const [z, r] = appendGates(builder, sum, { units, count: 2 }).map((gate) =>
    activate(gate, 'recurrentActivation'),
  );
  const reset = builder.add('Mul', [required(r), required(h)]);
  const inner = builder.add('MatMul', [reset, required(candidateKernel)]);
  const proposed = activate(builder.add('Add', [required(candidate), inner]), 'activation');
  const kept = builder.add('Mul', [required(z), required(h)]);
  const rest = builder.add('Sub', [scalarConstant(builder, 1), required(z)]);
  return [builder.add('Add', [kept, builder.add('Mul', [rest, proposed])])];
}

/** h' = activation(x · W + h · R). */
function appendRnnStep(
  { builder, recurrent: [kernel], activate }: StepContext,
  projected: Value,
  [h]: readonly Value[],
): readonly Value[] {
  const inner = builder.add('MatMul', [required(h), required(kernel)]);
  return [activate(builder.add('Add', [projected, inner]), 'activation')];
}

/** [1, N, count · units] as `count` gates [1, N, units]. */
function appendGates(
  builder: GraphBuilder,
  value: Value,
  { units, count }: { readonly units: number; readonly count: number },
): readonly Value[] {
  const widths = integersConstant(
    builder,
    Array.from({ length: count }, () => units),
  );
  return builder.addAll('Split', [value, widths], { axis: -1 });
}

/** The columns from `start` to before `end` of a matrix. */
function columnsOf({ shape, data }: LayerWeight, start: number, end: number): LayerWeight {
  const [rows = 0, columns = 0] = shape;
  const width = end - start;
  const result = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    result.set(data.subarray(row * columns + start, row * columns + end), row * width);
  return { shape: [rows, width], data: result };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('a cell must have its states, its weights and its gates');
  return value;
}
