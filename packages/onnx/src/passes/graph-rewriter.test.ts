import { describe, expect, it } from 'vitest';
import type { Graph, Node, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { GraphRewriter } from './graph-rewriter.js';

/** x -> Relu -> Tanh -> y. */
function chain(): Graph {
  const builder = new GraphBuilder({ name: 'chain' });
  const x = builder.input('x', 'float32', ['N']);
  builder.output('y', builder.add('Tanh', [builder.add('Relu', [x])]));
  return builder.build();
}

function partsOf({ nodes, inputs }: Graph): {
  readonly relu: Node;
  readonly tanh: Node;
  readonly x: Value;
  readonly between: Value;
  readonly y: Value;
} {
  const [relu, tanh] = nodes;
  const [x] = inputs;
  const [between] = relu?.outputs ?? [];
  const [y] = tanh?.outputs ?? [];
  if (!relu || !tanh || !x || !between || !y) throw new TypeError('chain must have two nodes');
  return { relu, tanh, x, between, y };
}

describe('GraphRewriter', () => {
  it('gives the same object back when nothing was touched', () => {
    const graph = chain();
    const rewriter = new GraphRewriter(graph);
    for (const node of graph.nodes) rewriter.keep(node);
    expect(rewriter.build()).toBe(graph);
  });

  it('lets nodes read what stands for a value', () => {
    const graph = chain();
    const { tanh, x, between } = partsOf(graph);
    const rewriter = new GraphRewriter(graph);
    rewriter.replace(between, x);
    rewriter.keep(tanh);
    const { nodes, outputs } = rewriter.build();
    expect(nodes).toEqual([{ ...tanh, inputs: [x] }]);
    expect(outputs).toEqual(graph.outputs);
  });

  it('gives the name of a graph output to what stands for it', () => {
    const graph = chain();
    const { relu, y, between } = partsOf(graph);
    const rewriter = new GraphRewriter(graph);
    rewriter.keep(relu);
    expect(rewriter.canReplace(y, between)).toBe(true);
    rewriter.replace(y, between);
    expect(rewriter.build().nodes).toEqual([{ ...relu, outputs: [{ ...between, name: 'y' }] }]);
  });

  it('does not let a graph input, or another output, stand for a graph output', () => {
    const builder = new GraphBuilder({ name: 'two' });
    const x = builder.input('x', 'float32', ['N']);
    const relu = builder.add('Relu', [x]);
    builder.output('a', relu);
    builder.output('b', builder.add('Tanh', [relu]));
    const graph = builder.build();
    const [a, b] = graph.outputs;
    if (a === undefined || b === undefined) throw new TypeError('there must be two outputs');
    const rewriter = new GraphRewriter(graph);
    expect(rewriter.canReplace(b, a)).toBe(false);
    expect(rewriter.canReplace(b, x)).toBe(false);
    expect(() => {
      rewriter.replace(b, x);
    }).toThrow('x cannot stand for b');
  });

  it('takes a longer name where one is taken', () => {
    const rewriter = new GraphRewriter(chain());
    const data = Float32Array.of(1);
    const names = [0, 1].map(() => rewriter.constant({ name: 'x', dtype: 'float32', shape: [1], data }).name);
    expect(names).toEqual(['x_', 'x__']);
    expect(rewriter.freeName('/Relu_0')).toBe('/Relu_0_');
    expect(rewriter.freeName('free')).toBe('free');
  });
});
