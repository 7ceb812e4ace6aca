import { describe, expect, it } from 'vitest';
import type { Graph, Node, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { type AffineChain, affineChainFrom, affineChainsTo, isFiniteChain } from './affine-chain.js';
import { indexGraph } from './graph-index.js';

const floats = (builder: GraphBuilder, shape: readonly number[], ...data: readonly number[]): Value =>
  builder.constant('float32', shape, Float32Array.from(data));

/** Tanh(what `build` makes of x [N, 2]). */
function tanhOf(build: (builder: GraphBuilder, x: Value) => Value): Graph {
  const builder = new GraphBuilder({ name: 'affine' });
  const x = builder.input('x', 'float32', ['N', 2]);
  builder.output('y', builder.add('Tanh', [build(builder, x)]));
  return builder.build();
}

function chainOf(graph: Graph): AffineChain | undefined {
  return affineChainFrom(graph.nodes[0], indexGraph(graph));
}

const opsOf = (nodes: readonly Node[] | undefined) => nodes?.map(({ op }) => op);

describe('affineChainFrom', () => {
  it('is one map for several steps, in float64', () => {
    // ((x - [1, 2]) · 0.5 + [3, 4]) / 4 = x / 8 + [2.5, 3] / 4
    const chain = chainOf(
      tanhOf((b, x) => {
        const centred = b.add('Sub', [x, floats(b, [2], 1, 2)]);
        const scaled = b.add('Mul', [floats(b, [], 0.5), centred]);
        const shifted = b.add('Add', [scaled, floats(b, [1, 2], 3, 4)]);
        return b.add('Div', [shifted, floats(b, [1], 4)]);
      }),
    );
    expect(opsOf(chain?.nodes)).toEqual(['Sub', 'Mul', 'Add', 'Div']);
    expect(chain?.shape).toEqual([2]);
    expect(chain?.scale).toEqual(Float64Array.of(0.125, 0.125));
    expect(chain?.shift).toEqual(Float64Array.of(0.625, 0.75));
    expect([chain?.start.name, chain?.end.name]).toEqual(['x', '/Div_3_output']);
  });

  it('knows a constant minus x', () => {
    const chain = chainOf(tanhOf((b, x) => b.add('Sub', [floats(b, [1], 3), x])));
    expect([chain?.scale, chain?.shift]).toEqual([Float64Array.of(-1), Float64Array.of(3)]);
  });

  it('ends where a value has two readers, or is a graph output', () => {
    const two = tanhOf((b, x) => {
      const sum = b.add('Add', [x, floats(b, [1], 1)]);
      b.output('z', b.add('Relu', [sum]));
      return b.add('Mul', [sum, floats(b, [1], 2)]);
    });
    expect(opsOf(chainOf(two)?.nodes)).toEqual(['Add']);
    const output = tanhOf((b, x) => {
      const sum = b.add('Add', [x, floats(b, [1], 1)]);
      b.output('z', sum);
      return b.add('Mul', [sum, floats(b, [1], 2)]);
    });
    expect(opsOf(chainOf(output)?.nodes)).toEqual(['Add']);
  });

  it('ends where the map would be larger than each of its constants', () => {
    const builder = new GraphBuilder({ name: 'outer' });
    const x = builder.input('x', 'float32', ['N', 2, 2]);
    const row = builder.add('Add', [x, floats(builder, [2], 1, 2)]);
    builder.output('y', builder.add('Mul', [row, floats(builder, [2, 1], 3, 4)]));
    expect(opsOf(chainOf(builder.build())?.nodes)).toEqual(['Add']);
  });

  it('has at most 16 steps', () => {
    const graph = tanhOf((b, x) => {
      let sum = x;
      for (let i = 0; i < 20; i++) sum = b.add('Add', [sum, floats(b, [1], 1)]);
      return sum;
    });
    expect(chainOf(graph)?.nodes).toHaveLength(16);
  });

  it('is none for other nodes', () => {
    const others: readonly ((builder: GraphBuilder, x: Value) => Value)[] = [
      (b, x) => b.add('Relu', [x]),
      (b, x) => b.add('Mul', [x, x]),
      (b, x) => b.add('Div', [floats(b, [1], 1), x]),
      (b, x) => b.add('Add', [x, floats(b, [1, 1, 1], 1)]),
      (b) => b.add('Add', [floats(b, [1, 2], 1, 2), floats(b, [1, 2], 1, 2)]),
      (b, x) =>
        b.add('Add', [b.add('Cast', [x], { to: 'float64' }), b.constant('float64', [1], Float64Array.of(1))]),
    ];
    for (const build of others) {
      const graph = tanhOf(build);
      const index = indexGraph(graph);
      for (const node of graph.nodes) expect(affineChainFrom(node, index)).toBeUndefined();
    }
  });
});

describe('affineChainsTo', () => {
  it('gives the longest chain first, then what is left without its first step', () => {
    const graph = tanhOf((b, x) => {
      const relu = b.add('Relu', [x]);
      const centred = b.add('Sub', [relu, floats(b, [2], 1, 2)]);
      return b.add('Mul', [centred, floats(b, [1], 2)]);
    });
    const [tanhInput] = graph.nodes.at(-1)?.inputs ?? [];
    if (tanhInput === undefined) throw new TypeError('Tanh must have an input');
    const chains = affineChainsTo(tanhInput, indexGraph(graph));
    expect(chains.map(({ nodes }) => opsOf(nodes))).toEqual([['Sub', 'Mul'], ['Mul']]);
  });
});

describe('isFiniteChain', () => {
  it('is false where a step cannot be stored as float32', () => {
    const chainWith = (factor: number) =>
      chainOf(
        tanhOf((b, x) => b.add('Mul', [b.add('Mul', [x, floats(b, [1], 1e30)]), floats(b, [1], factor)])),
      );
    const [small, large] = [chainWith(1e-30), chainWith(1e30)];
    if (small === undefined || large === undefined) throw new TypeError('both must be chains');
    expect(isFiniteChain(small)).toBe(true);
    expect(isFiniteChain(large)).toBe(false);
  });
});
