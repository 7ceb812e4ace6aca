import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { removeDeadNodes } from './remove-dead-nodes.js';

describe('removeDeadNodes', () => {
  it('drops chains of nodes that lead nowhere, and the constants that only they read', () => {
    const builder = new GraphBuilder({ name: 'dead' });
    const x = builder.input('x', 'float32', ['N']);
    const unread = builder.input('unread', 'float32', ['N']);
    const one = builder.constant('float32', [], Float32Array.of(1));
    const two = builder.constant('float32', [], Float32Array.of(2));
    builder.add('Tanh', [builder.add('Add', [unread, two])]);
    builder.output('y', builder.add('Add', [x, one]));
    const { nodes, initializers, inputs } = removeDeadNodes(builder.build());
    expect(nodes.map(({ name }) => name)).toEqual(['/Add_2']);
    expect(initializers.map(({ name }) => name)).toEqual(['/constant_0']);
    expect(inputs.map(({ name }) => name)).toEqual(['x', 'unread']);
  });

  it('leaves a graph in which everything is needed as it is', () => {
    const builder = new GraphBuilder({ name: 'alive' });
    const x = builder.input('x', 'float32', ['N']);
    const y = builder.add('Exp', [x]);
    builder.output('y', y);
    builder.output('z', builder.add('Tanh', [y]));
    const graph = builder.build();
    expect(removeDeadNodes(graph)).toBe(graph);
  });
});
