import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { mergeInitializers } from './merge-initializers.js';

describe('mergeInitializers', () => {
  it('stores equal constants once, and the graph gives what it gave', async () => {
    const builder = new GraphBuilder({ name: 'merge' });
    const x = builder.input('x', 'float32', ['N', 2]);
    const constants = [1, 1, 2, 1].map((value) =>
      builder.constant('float32', [2], Float32Array.of(value, 3)),
    );
    builder.output(
      'y',
      constants.reduce((sum, constant) => builder.add('Add', [sum, constant]), x),
    );
    const graph = mergeInitializers(builder.build());
    expect(graph.initializers.map(({ name }) => name)).toEqual(['/constant_0', '/constant_2']);
    expect(graph.nodes.map(({ inputs }) => inputs[1]?.name)).toEqual([
      '/constant_0',
      '/constant_0',
      '/constant_2',
      '/constant_0',
    ]);
    const { y } = await runModel(encodeModel(graph), {
      x: new Tensor('float32', Float32Array.of(10, 20), [1, 2]),
    });
    expect(y?.data).toEqual(Float32Array.of(15, 32));
  });

  it('keeps constants that differ in dtype, shape, text or the sign of zero', () => {
    const builder = new GraphBuilder({ name: 'differ' });
    builder.constant('float32', [1], Float32Array.of(0));
    builder.constant('float32', [1], Float32Array.of(-0));
    builder.constant('float32', [], Float32Array.of(0));
    builder.constant('int32', [], Int32Array.of(0));
    builder.constant('string', [1], ['a']);
    builder.constant('string', [1], ['b']);
    builder.output('y', builder.input('x', 'float32', ['N']));
    expect(mergeInitializers(builder.build()).initializers).toHaveLength(6);
  });

  it('merges texts, and NaN with NaN', () => {
    const builder = new GraphBuilder({ name: 'same' });
    for (let i = 0; i < 2; i++) {
      builder.constant('string', [2], ['a', 'å']);
      builder.constant('float64', [1], Float64Array.of(Number.NaN));
    }
    builder.output('y', builder.input('x', 'float32', ['N']));
    const { initializers } = mergeInitializers(builder.build());
    expect(initializers.map(({ dtype }) => dtype)).toEqual(['string', 'float64']);
  });

  it('leaves a graph without equal constants as it is, also when they begin alike', () => {
    const builder = new GraphBuilder({ name: 'alike' });
    const x = builder.input('x', 'float32', ['N', 20]);
    const constants = [1, 2].map((last) =>
      builder.constant('float32', [20], new Float32Array(20).fill(last, 19)),
    );
    builder.output('y', builder.add('Max', [x, ...constants]));
    const graph = builder.build();
    expect(mergeInitializers(graph)).toBe(graph);
  });
});
