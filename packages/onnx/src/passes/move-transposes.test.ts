import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectSameBits, opCounts } from '../testing/pass-agreement.js';
import { moveTransposes } from './move-transposes.js';

type Build = (builder: GraphBuilder, x: Value) => Value;

/** x is float32 [N, 4, 5, 3], channels last. */
function graphOf(build: Build): Graph {
  const builder = new GraphBuilder({ name: 'transposes' });
  builder.output('y', build(builder, builder.input('x', 'float32', ['N', 4, 5, 3])));
  return builder.build();
}

const toFirst: Build = (b, x) => b.add('Transpose', [x], { perm: [0, 3, 1, 2] });
const toLast: Build = (b, x) => b.add('Transpose', [x], { perm: [0, 2, 3, 1] });
/** A pooling layer of a model with the channels last: it keeps the shape. */
const pool: Build = (b, x) =>
  toLast(b, b.add('MaxPool', [toFirst(b, x)], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }));

describe('moveTransposes', () => {
  const cases: Readonly<
    Record<string, { readonly build: Build; readonly before: number; readonly after: number }>
  > = {
    'two that undo each other': { build: (b, x) => toLast(b, toFirst(b, x)), before: 2, after: 0 },
    'one that moves nothing': {
      build: (b, x) => b.add('Relu', [b.add('Transpose', [x], { perm: [0, 1, 2, 3] })]),
      before: 1,
      after: 0,
    },
    'two in a row': {
      build: (b, x) => b.add('Transpose', [toFirst(b, x)], { perm: [1, 0, 2, 3] }),
      before: 2,
      after: 1,
    },
    'the same one twice': {
      build: (b, x) => b.add('CumSum', [b.add('Add', [toFirst(b, x), toFirst(b, x)]), axis(b)]),
      before: 2,
      after: 1,
    },
    'a chain of layers': {
      build: (b, x) => pool(b, b.add('Relu', [pool(b, pool(b, x))])),
      before: 6,
      after: 2,
    },
    'a residual connection': { build: (b, x) => pool(b, b.add('Add', [pool(b, x), x])), before: 4, after: 2 },
    'branches that are joined': {
      build: (b, x) => {
        const joined = b.add('Concat', [pool(b, x), b.add('Relu', [x]), pool(b, pool(b, x))], { axis: 3 });
        return b.add('ReduceMax', [pool(b, joined)], { axes: [1, 2], keepdims: 0 });
      },
      before: 8,
      after: 2,
    },
    'a constant on one side': {
      build: (b, x) => b.add('Mul', [pool(b, x), b.constant('float32', [3], Float32Array.of(1, 2, 3))]),
      before: 2,
      after: 2,
    },
    'a value of a lower rank on one side': {
      build: (b, x) => b.add('Mul', [pool(b, x), b.input('w', 'float32', [5, 3])]),
      before: 2,
      after: 2,
    },
  };

  it.each(Object.entries(cases))('%s', async (_title, { build, before, after }) => {
    const graph = graphOf(build);
    const moved = moveTransposes(graph);
    expect(opCounts(graph).Transpose).toBe(before);
    expect(opCounts(moved).Transpose ?? 0).toBe(after);
    if (before === after) expect(moved).toBe(graph);
    await expectSameBits(graph, moved);
    expect(moveTransposes(moved)).toBe(moved);
  });

  it('keeps the names and the order of every graph output', async () => {
    const graph = graphOf((b, x) => {
      const pooled = pool(b, x);
      const relu = b.add('Relu', [pooled]);
      b.output('pooled', pooled);
      b.output('again', pooled);
      b.output('same', toLast(b, toFirst(b, x)));
      b.output('relu', relu);
      return pool(b, relu);
    });
    const moved = moveTransposes(graph);
    // One of the input, and one for each output that is not the input: 'again' copies.
    expect(opCounts(graph).Transpose).toBe(6);
    expect(opCounts(moved).Transpose).toBe(4);
    expect(moved.outputs).toEqual(graph.outputs);
    await expectSameBits(graph, moved);
  });

  it('moves one Transpose for all that read it', async () => {
    const graph = graphOf((b, x) => {
      const pooled = pool(b, x);
      return b.add('Add', [pool(b, pooled), pool(b, b.add('Tanh', [pooled]))]);
    });
    const moved = moveTransposes(graph);
    expect(opCounts(graph).Transpose).toBe(6);
    expect(opCounts(moved).Transpose).toBe(2);
    await expectSameBits(graph, moved);
  });

  it('does not touch a graph without one', () => {
    const graph = graphOf((b, x) => b.add('Relu', [x]));
    expect(moveTransposes(graph)).toBe(graph);
  });

  it('shares the data of a constant whose elements keep their order', () => {
    const data = Float32Array.of(1, 2, 3);
    const graph = graphOf((b, x) => pool(b, b.add('Mul', [pool(b, x), b.constant('float32', [3], data)])));
    const moved = moveTransposes(graph).initializers.at(-1);
    expect(moved?.shape).toEqual([1, 3, 1, 1]);
    expect(moved?.data).toBe(data);
  });
});

function axis(builder: GraphBuilder): Value {
  return builder.constant('int64', [], BigInt64Array.of(1n));
}
