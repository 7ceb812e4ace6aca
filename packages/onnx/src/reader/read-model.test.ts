/** The fixtures are made by the Python package onnx (fixtures/make-fixtures.py); their contents stand there. */

import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { ProtobufWriter } from '../protobuf/protobuf-writer.js';
import { readFixture } from './fixtures/read-fixture.js';
import { readModel } from './read-model.js';

describe('readModel', () => {
  it('reads what encodeModel writes', () => {
    const builder = new GraphBuilder({ name: 'trip' });
    const x = builder.input('x', 'float32', ['N', 3]);
    const bias = builder.constant('float32', [3], Float32Array.of(1, -2, 0.5));
    const sum = builder.add('Add', [x, bias]);
    builder.output('y', builder.add('Softmax', [sum], { axis: -1 }));
    builder.output('wide', builder.add('Cast', [sum], { to: 'float64' }));
    const bytes = encodeModel(builder.build(), {
      producerVersion: '1.2',
      docString: 'd',
      metadata: { k: 'v' },
    });
    expect(readModel(bytes)).toEqual({
      irVersion: 8,
      opsets: { '': 17 },
      producerName: 'waymark',
      producerVersion: '1.2',
      domain: '',
      docString: 'd',
      modelVersion: 0n,
      metadata: { k: 'v' },
      functions: [],
      graph: {
        name: 'trip',
        inputs: [{ name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: ['N', 3] } }],
        outputs: [
          { name: 'y', type: { kind: 'tensor', dtype: 'float32', shape: ['N', 3] } },
          { name: 'wide', type: { kind: 'tensor', dtype: 'float64', shape: ['N', 3] } },
        ],
        intermediates: [],
        initializers: [
          {
            name: '/constant_0',
            dtype: 'float32',
            shape: [3],
            // 1, -2 and 0.5 in IEEE 754, little-endian.
            data: { storage: 'inline', bytes: Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63) },
          },
        ],
        nodes: [
          {
            name: '/Add_0',
            op: 'Add',
            domain: '',
            inputs: ['x', '/constant_0'],
            outputs: ['/Add_0_output'],
            attributes: [],
          },
          {
            name: '/Softmax_1',
            op: 'Softmax',
            domain: '',
            inputs: ['/Add_0_output'],
            outputs: ['y'],
            attributes: [{ name: 'axis', type: 'int', value: -1n }],
          },
          {
            name: '/Cast_2',
            op: 'Cast',
            domain: '',
            inputs: ['/Add_0_output'],
            outputs: ['wide'],
            attributes: [{ name: 'to', type: 'int', value: 11n }],
          },
        ],
      },
    });
  });

  it('reads dimensions that are lengths, names, or neither', () => {
    expect(readModel(readFixture('typed-data.onnx')).graph.inputs).toEqual([
      { name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: ['N', null, 2] } },
    ]);
  });

  describe('on a model with all kinds of parts', () => {
    const model = readModel(readFixture('branches.onnx'));

    it('reads who made it, its opsets, metadata and functions', () => {
      const { graph: _graph, ...header } = model;
      expect(header).toEqual({
        irVersion: 8,
        opsets: { '': 17, 'ai.onnx.ml': 3, local: 1 },
        producerName: 'python',
        producerVersion: '1.23',
        domain: 'org.example',
        docString: 'a test',
        modelVersion: 3n,
        metadata: { license: 'none', note: 'å' },
        functions: [{ domain: 'local', name: 'Double' }],
      });
    });

    it('reads types that are no tensors, and shapes that are unknown', () => {
      const float: unknown = { kind: 'tensor', dtype: 'float32', shape: [] };
      const maps = { kind: 'sequence', element: { kind: 'map', key: 'int64', value: float } };
      expect(model.graph.outputs).toEqual([{ name: 'maps', type: maps }]);
      expect(model.graph.intermediates).toEqual([
        { name: 'features', type: { kind: 'tensor', dtype: 'float32', shape: undefined } },
      ]);
    });

    it('reads optional inputs that are left out as empty names', () => {
      expect(model.graph.nodes[1]?.inputs).toEqual(['x', '', 'wide_max']);
    });

    it('reads the branches of an If, and the tensor of a Constant in one', () => {
      const branches = model.graph.nodes[3]?.attributes ?? [];
      const ops = branches.map((attribute) =>
        attribute.type === 'graph'
          ? [attribute.name, ...attribute.value.nodes.map(({ op }) => op)]
          : attribute.name,
      );
      expect(ops).toEqual([
        ['else_branch', 'Constant'],
        ['then_branch', 'Identity'],
      ]);
      const otherwise = branches[0]?.type === 'graph' ? branches[0].value : undefined;
      expect(otherwise?.nodes[0]?.attributes).toMatchObject([
        { name: 'value', type: 'tensor', value: { dtype: 'float32', shape: [1, 2] } },
      ]);
    });

    it('keeps integers that a number cannot hold', () => {
      expect(model.graph.nodes[5]?.attributes).toEqual([
        { name: 'classlabels_int64s', type: 'ints', value: [-(2n ** 63n), 2n ** 63n - 1n] },
      ]);
    });
  });

  it('reads attributes of every simple type, and names what it does not read', () => {
    const attribute = (name: string, type: number): ProtobufWriter =>
      new ProtobufWriter().string(1, name).varint(20, type);
    const node = new ProtobufWriter()
      .string(4, 'Op')
      .message(5, attribute('f', 1).float(2, 0.5))
      .message(5, attribute('s', 3).string(4, 'text'))
      .message(5, attribute('fs', 6).float(7, 1).float(7, 2))
      .message(5, attribute('ss', 8).string(9, 'a').string(9, 'b'))
      .message(5, attribute('default', 2))
      .message(5, attribute('sparse', 11));
    const graph = new ProtobufWriter().message(1, node);
    const bytes = new ProtobufWriter().varint(1, 2).message(7, graph).finish();
    expect(readModel(bytes).graph.nodes[0]?.attributes).toEqual([
      { name: 'f', type: 'float', value: 0.5 },
      { name: 's', type: 'string', value: 'text' },
      { name: 'fs', type: 'floats', value: [1, 2] },
      { name: 'ss', type: 'strings', value: ['a', 'b'] },
      { name: 'default', type: 'int', value: 0n },
      { name: 'sparse', type: 'other', code: 11 },
    ]);
  });
});
