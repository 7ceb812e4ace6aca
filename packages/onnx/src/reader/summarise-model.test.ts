/** Expected counts: by hand from fixtures/make-fixtures.py. */

import { describe, expect, it } from 'vitest';
import { readFixture } from './fixtures/read-fixture.js';
import { readModel } from './read-model.js';
import { summariseModel } from './summarise-model.js';

describe('summariseModel', () => {
  it('counts ops, those in the branches of an If too', () => {
    const { nodes, ops } = summariseModel(readModel(readFixture('branches.onnx')));
    expect(nodes).toBe(8);
    expect(ops).toEqual([
      { op: 'Cast', domain: '', count: 1 },
      { op: 'Clip', domain: '', count: 1 },
      { op: 'Constant', domain: '', count: 1 },
      { op: 'Double', domain: 'local', count: 1 },
      { op: 'Identity', domain: '', count: 1 },
      { op: 'If', domain: '', count: 1 },
      { op: 'Mul', domain: '', count: 1 },
      { op: 'ZipMap', domain: 'ai.onnx.ml', count: 1 },
    ]);
  });

  it('weighs initializers, the largest first, wherever they are stored', () => {
    const { initializers } = summariseModel(readModel(readFixture('branches.onnx')));
    expect({ ...initializers, bySize: undefined }).toEqual({
      count: 3,
      bytes: 4008,
      externalBytes: 4000,
      bySize: undefined,
    });
    expect(initializers.bySize.map(({ tensor, bytes }) => [tensor.name, bytes])).toEqual([
      ['elsewhere', 4000],
      ['scale', 4],
      ['wide_max', 4],
    ]);
  });

  it('weighs text by its bytes', () => {
    const { bySize } = summariseModel(readModel(readFixture('typed-data.onnx'))).initializers;
    expect(bySize.find(({ tensor }) => tensor.name === 'string')?.bytes).toBe(2);
  });

  it('puts the most frequent op first', () => {
    const model = readModel(readFixture('typed-data.onnx'));
    const node = (op: string) => ({ name: '', op, domain: '', inputs: [], outputs: [], attributes: [] });
    const graph = { ...model.graph, nodes: ['Relu', 'Add', 'Relu'].map(node) };
    expect(summariseModel({ ...model, graph }).ops.map(({ op, count }) => `${op} ${count}`)).toEqual([
      'Relu 2',
      'Add 1',
    ]);
  });

  it('gives zeros for a model without nodes and initializers', () => {
    const model = readModel(readFixture('typed-data.onnx'));
    const graph = { ...model.graph, nodes: [], initializers: [] };
    expect(summariseModel({ ...model, graph })).toEqual({
      nodes: 0,
      ops: [],
      initializers: { count: 0, bytes: 0, externalBytes: 0, bySize: [] },
    });
  });
});
