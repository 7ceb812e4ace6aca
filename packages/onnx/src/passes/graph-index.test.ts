import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { constantAt, indexGraph, onlyReader } from './graph-index.js';

describe('indexGraph', () => {
  const builder = new GraphBuilder({ name: 'index' });
  const x = builder.input('x', 'float32', ['N']);
  const one = builder.constant('float32', [1], Float32Array.of(1));
  const sum = builder.add('Add', [x, one]);
  const square = builder.add('Mul', [sum, sum]);
  const last = builder.add('Tanh', [square]);
  builder.output('y', last);
  builder.output('z', square);
  const graph = builder.build();
  const index = indexGraph(graph);
  const [, , tanh] = graph.nodes;

  it('knows who makes and who reads a value', () => {
    expect(index.producers.get(sum.name)?.op).toBe('Add');
    expect(index.producers.has('x')).toBe(false);
    expect(index.readers.get('x')?.map(({ op }) => op)).toEqual(['Add']);
    expect(index.readers.get(sum.name)?.map(({ op }) => op)).toEqual(['Mul', 'Mul']);
    expect(index.readers.has('y')).toBe(false);
    expect([...index.outputs]).toEqual(['y', 'z']);
  });

  it('names the only reader, unless the graph gives the value out or a node takes it twice', () => {
    expect(onlyReader(index, x)?.op).toBe('Add');
    expect(onlyReader(index, sum)).toBeUndefined();
    expect(tanh?.inputs[0]?.name).toBe('z');
    expect(onlyReader(index, { ...square, name: 'z' })).toBeUndefined();
  });

  it('finds constants', () => {
    expect(constantAt(index, one)?.data).toEqual(Float32Array.of(1));
    expect(constantAt(index, x)).toBeUndefined();
    expect(constantAt(index, undefined)).toBeUndefined();
  });
});
