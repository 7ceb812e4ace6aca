/** Expected bytes: the same models made with the Python package onnx 1.23.2 and passed by its checker (full_check). */

import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { encodeModel } from './encode-model.js';

const addHex =
  '080812077761796d61726b3a700a200a01780a0b2f636f6e7374616e745f301201791a062f4164645f30220341646412' +
  '0373756d2a1b08021001420b2f636f6e7374616e745f304a080000803f000000c05a140a0178120f0a0d080112090a03' +
  '12014e0a02080262140a0179120f0a0d080112090a0312014e0a02080242040a001011';

const fillHex =
  '080812077761796d61726b1a05312e322e333203646f633ad3020a95010a017812162f4c6162656c456e636f6465725f' +
  '305f6f75747075741a0f2f4c6162656c456e636f6465725f30220c4c6162656c456e636f6465722a140a0d6465666175' +
  '6c745f696e7436341800a001022a160a0c6b6579735f737472696e67734a004a0161a001082a1f0a0d76616c7565735f' +
  '696e74363473400140ffffffffffffffffff01a001073a0a61692e6f6e6e782e6d6c0a420a162f4c6162656c456e636f' +
  '6465725f305f6f7574707574120e2f436173745f315f6f75747075741a072f436173745f312204436173742a090a0274' +
  '6f1809a001020a340a0e2f436173745f315f6f75747075740a0b2f636f6e7374616e745f300a01781201791a082f5768' +
  '6572655f3222055768657265120466696c6c2a15080110083202c3a5420b2f636f6e7374616e745f305a100a0178120b' +
  '0a09080812050a0312014e62100a0179120b0a09080812050a0312014e42040a001011420e0a0a61692e6f6e6e782e6d' +
  '6c100372060a016b120176';

function addGraph(): Graph {
  const x: Value = { name: 'x', dtype: 'float32', shape: ['N', 2] };
  const y: Value = { ...x, name: 'y' };
  const constant: Value = { name: '/constant_0', dtype: 'float32', shape: [2] };
  return {
    name: 'sum',
    opset: 17,
    inputs: [x],
    outputs: [y],
    initializers: [{ ...constant, data: Float32Array.of(1, -2) }],
    nodes: [{ name: '/Add_0', op: 'Add', domain: '', inputs: [x, constant], outputs: [y], attributes: [] }],
  };
}

function fillGraph(): Graph {
  const x: Value = { name: 'x', dtype: 'string', shape: ['N'] };
  const y: Value = { ...x, name: 'y' };
  const flags: Value = { name: '/LabelEncoder_0_output', dtype: 'int64', shape: ['N'] };
  const isMissing: Value = { name: '/Cast_1_output', dtype: 'bool', shape: ['N'] };
  const constant: Value = { name: '/constant_0', dtype: 'string', shape: [1] };
  return {
    name: 'fill',
    opset: 17,
    inputs: [x],
    outputs: [y],
    initializers: [{ ...constant, data: ['å'] }],
    nodes: [
      {
        name: '/LabelEncoder_0',
        op: 'LabelEncoder',
        domain: 'ai.onnx.ml',
        inputs: [x],
        outputs: [flags],
        attributes: [
          { name: 'default_int64', type: 'int', value: 0 },
          { name: 'keys_strings', type: 'strings', value: ['', 'a'] },
          { name: 'values_int64s', type: 'ints', value: [1, -1] },
        ],
      },
      {
        name: '/Cast_1',
        op: 'Cast',
        domain: '',
        inputs: [flags],
        outputs: [isMissing],
        attributes: [{ name: 'to', type: 'dataType', value: 'bool' }],
      },
      {
        name: '/Where_2',
        op: 'Where',
        domain: '',
        inputs: [isMissing, constant, x],
        outputs: [y],
        attributes: [],
      },
    ],
  };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('encodeModel', () => {
  it('writes numbers as raw data, and names and numbers as dimensions', () => {
    expect(hexOf(encodeModel(addGraph()))).toBe(addHex);
  });

  it('writes text, attributes, a second domain, and what the options say', () => {
    const options = { producerVersion: '1.2.3', docString: 'doc', metadata: { k: 'v' } };
    expect(hexOf(encodeModel(fillGraph(), options))).toBe(fillHex);
  });

  it('writes the part of a larger buffer that a weight is', () => {
    const buffer = Float32Array.of(9, 1, -2, 9).subarray(1, 3);
    const graph = addGraph();
    const initializers = graph.initializers.map((initializer) => ({ ...initializer, data: buffer }));
    expect(hexOf(encodeModel({ ...graph, initializers }))).toBe(addHex);
  });

  it('writes an optional input that is left out as an empty name, and all outputs', () => {
    const graph = addGraph();
    const nodes = graph.nodes.map((node) => ({
      ...node,
      inputs: [node.inputs[0], undefined, node.inputs[1]],
      outputs: [...node.outputs, { name: 'z', dtype: 'float32' as const, shape: [2] }],
    }));
    expect(hexOf(encodeModel({ ...graph, nodes }))).toContain(
      // NodeProto field 1: 'x', '', '/constant_0'; field 2: 'y', 'z'.
      '0a0178' + '0a00' + '0a0b2f636f6e7374616e745f30' + '120179' + '12017a',
    );
  });

  it('writes float attributes as 32-bit fields', () => {
    const graph = addGraph();
    const nodes = graph.nodes.map((node) => ({
      ...node,
      attributes: [
        { name: 'a', type: 'float' as const, value: 1 },
        { name: 'b', type: 'floats' as const, value: [0.5] },
        { name: 'c', type: 'string' as const, value: 'd' },
      ],
    }));
    expect(hexOf(encodeModel({ ...graph, nodes }))).toContain(
      // NodeProto field 5 thrice: name 'a', f 1.0, type 1; name 'b', floats 0.5, type 6; name 'c', s 'd', type 3.
      '2a0b0a0161150000803fa00101' + '2a0b0a01623d0000003fa00106' + '2a090a0163220164a00103',
    );
  });
});
