/**
 * A battery over the layout rules: each op between a Transpose and its inverse, in onnxruntime with and without them.
 * A rule without a case fails.
 */

import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { ops } from '../ops/ops.js';
import { expectCloseOutputs, opCounts } from '../testing/pass-agreement.js';
import { elementwiseOps, layoutRules } from './layout-rules.js';
import { moveTransposes } from './move-transposes.js';

interface RuleCase {
  /** x is float32 [N, 3, 4, 5]. */
  readonly build: (builder: GraphBuilder, x: Value) => Value;
  /** Of the Transpose in front; default from channels first to channels last. */
  readonly perm?: readonly number[];
  /** Of the Transpose behind; default the inverse. */
  readonly back?: readonly number[];
}

const floats = (builder: GraphBuilder, shape: readonly number[], ...data: readonly number[]): Value =>
  builder.constant('float32', shape, Float32Array.from(data));
const integers = (builder: GraphBuilder, ...data: readonly bigint[]): Value =>
  builder.constant('int64', [data.length], BigInt64Array.from(data));
const scalar = (builder: GraphBuilder, value: number): Value => floats(builder, [], value);
/** Numbers of both signs, one for each of the last axis of [N, 4, 5, 3]. */
const channels = (builder: GraphBuilder): Value => floats(builder, [3], 0.5, -2, 3);
/** As large as the spatial axes. */
const plane = (builder: GraphBuilder): Value =>
  builder.constant(
    'float32',
    [4, 5, 1],
    Float32Array.from({ length: 20 }, (_, i) => i / 5 - 2),
  );
/** Of which Log and Pow are numbers, with all their digits near 1. */
const positive = (b: GraphBuilder, x: Value): Value => b.add('Exp', [b.add('Tanh', [x])]);

const cases: Readonly<Record<string, RuleCase>> = {
  Add: { build: (b, x) => b.add('Add', [b.add('Add', [x, plane(b)]), b.add('Relu', [x])]) },
  Cast: { build: (b, x) => b.add('Cast', [b.add('Cast', [x], { to: 'int32' })], { to: 'float32' }) },
  Clip: { build: (b, x) => b.add('Clip', [x, scalar(b, -1), scalar(b, 2)]) },
  Concat: { build: (b, x) => b.add('Concat', [x, x], { axis: -1 }) },
  Cos: { build: (b, x) => b.add('Cos', [x]) },
  Div: { build: (b, x) => b.add('Div', [x, channels(b)]) },
  Elu: { build: (b, x) => b.add('Elu', [x], { alpha: 1 }) },
  Equal: { build: (b, x) => asFloat(b, b.add('Equal', [b.add('Relu', [x]), x])) },
  Erf: { build: (b, x) => b.add('Erf', [x]) },
  Exp: { build: (b, x) => b.add('Exp', [x]) },
  GreaterOrEqual: { build: (b, x) => asFloat(b, b.add('GreaterOrEqual', [x, channels(b)])) },
  HardSigmoid: { build: (b, x) => b.add('HardSigmoid', [x], { alpha: 0.2, beta: 0.5 }) },
  Identity: { build: (b, x) => b.add('Identity', [x]) },
  IsNaN: { build: (b, x) => asFloat(b, b.add('IsNaN', [x])) },
  LayerNormalization: {
    perm: [1, 0, 2, 3],
    build: (b, x) =>
      b.add('LayerNormalization', [x, b.constant('float32', [4, 5], new Float32Array(20).fill(2))], {
        axis: 2,
      }),
  },
  LeakyRelu: { build: (b, x) => b.add('LeakyRelu', [x], { alpha: 0.1 }) },
  LessOrEqual: { build: (b, x) => asFloat(b, b.add('LessOrEqual', [x, plane(b)])) },
  Log: { build: (b, x) => b.add('Log', [positive(b, x)]) },
  LogSoftmax: { build: (b, x) => b.add('LogSoftmax', [x]) },
  LpNormalization: { build: (b, x) => b.add('LpNormalization', [x], { axis: -1, p: 2 }) },
  MatMul: {
    perm: [1, 0, 2, 3],
    build: (b, x) => b.add('MatMul', [x, b.constant('float32', [5, 2], new Float32Array(10).fill(0.5))]),
  },
  Max: { build: (b, x) => b.add('Max', [x, channels(b), scalar(b, 0)]) },
  Min: { build: (b, x) => b.add('Min', [plane(b), x]) },
  Mul: { build: (b, x) => b.add('Mul', [floats(b, [1, 3], 1, 2, 3), x]) },
  PRelu: { build: (b, x) => b.add('PRelu', [x, channels(b)]) },
  Pad: { build: (b, x) => b.add('Pad', [x, integers(b, 0n, 1n, 0n, 2n, 0n, 0n, 3n, 0n), scalar(b, 7)]) },
  Pow: { build: (b, x) => b.add('Pow', [positive(b, x), channels(b)]) },
  ReduceL2: { build: (b, x) => b.add('ReduceL2', [x], { axes: [1, -1] }) },
  ReduceMax: { build: (b, x) => b.add('ReduceMax', [x], { axes: [-1] }) },
  ReduceMean: { build: (b, x) => b.add('ReduceMean', [x], { axes: [1], keepdims: 1 }) },
  Relu: { build: (b, x) => b.add('Relu', [x]) },
  Selu: { build: (b, x) => b.add('Selu', [x]) },
  Sigmoid: { build: (b, x) => b.add('Sigmoid', [x]) },
  Sin: { build: (b, x) => b.add('Sin', [x]) },
  Slice: {
    build: (b, x) =>
      b.add('Slice', [
        x,
        integers(b, 1n, -1n),
        integers(b, 4n, -4n),
        integers(b, 1n, -1n),
        integers(b, 1n, -1n),
      ]),
  },
  Softmax: { build: (b, x) => b.add('Softmax', [x], { axis: -1 }) },
  Softplus: { build: (b, x) => b.add('Softplus', [x]) },
  Softsign: { build: (b, x) => b.add('Softsign', [x]) },
  Split: {
    build: (b, x) => {
      const [first, second] = b.addAll('Split', [x, integers(b, 1n, 2n)], { axis: 3 });
      if (first === undefined || second === undefined) throw new TypeError('Split must have two outputs');
      return b.add('Mul', [first, second]);
    },
  },
  Squeeze: {
    build: (b, x) => b.add('Squeeze', [b.add('ReduceMax', [x], { axes: [1] }), integers(b, -3n)]),
    back: [0, 2, 1],
  },
  Sub: { build: (b, x) => b.add('Sub', [channels(b), x]) },
  Tanh: { build: (b, x) => b.add('Tanh', [x]) },
  ThresholdedRelu: { build: (b, x) => b.add('ThresholdedRelu', [x], { alpha: 1 }) },
  Where: {
    build: (b, x) => b.add('Where', [b.add('GreaterOrEqual', [x, scalar(b, 0)]), channels(b), x]),
  },
};

function asFloat(builder: GraphBuilder, value: Value): Value {
  return builder.add('Cast', [value], { to: 'float32' });
}

function graphOf({ build, perm = [0, 2, 3, 1], back }: RuleCase): Graph {
  const builder = new GraphBuilder({ name: 'rule' });
  const x = builder.input('x', 'float32', ['N', 3, 4, 5]);
  const y = build(builder, builder.add('Transpose', [x], { perm }));
  const inverse = perm.map((_, axis) => perm.indexOf(axis));
  builder.output('y', builder.add('Transpose', [y], { perm: back ?? inverse }));
  return builder.build();
}

describe('layoutRules', () => {
  it.each(Object.keys(layoutRules))('%s has a case', (op) => {
    expect(Object.keys(cases)).toContain(op);
  });

  it.each(Object.entries(cases))('%s works on values as they lie', async (op, ruleCase) => {
    const graph = graphOf(ruleCase);
    const moved = moveTransposes(graph);
    expect(opCounts(graph)).toHaveProperty(op);
    expect(opCounts(moved)).not.toHaveProperty('Transpose');
    await expectCloseOutputs(graph, moved);
  });

  it('has rules for ops of the table only', () => {
    expect(Object.keys(layoutRules).filter((op) => !Object.hasOwn(ops, op))).toEqual([]);
    expect([...elementwiseOps].filter((op) => layoutRules[op]?.carriers !== 'all')).toEqual([]);
  });

  const refused: Readonly<Record<string, RuleCase>> = {
    'MatMul on an axis that has moved': {
      build: (b, x) => b.add('MatMul', [x, b.constant('float32', [3, 2], new Float32Array(6))]),
    },
    'LayerNormalization over an axis that has moved': {
      build: (b, x) => b.add('LayerNormalization', [x, channels(b)]),
    },
    'an op without a rule': {
      build: (b, x) => b.add('CumSum', [x, b.constant('int64', [], BigInt64Array.of(1n))]),
    },
  };

  it.each(Object.entries(refused))('leaves %s', (_title, ruleCase) => {
    const graph = graphOf(ruleCase);
    expect(moveTransposes(graph)).toBe(graph);
  });
});
