/** Elements by hand from fixtures/make-fixtures.py: np.array(values, dtype).tobytes().hex() in numpy. */

import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from '../protobuf/protobuf-writer.js';
import { errorOf } from '../testing/error-of.js';
import { readFixture } from './fixtures/read-fixture.js';
import { readModel } from './read-model.js';

/** A model that holds one initializer, written field by field. */
function modelWithTensor(tensor: ProtobufWriter): Uint8Array {
  const graph = new ProtobufWriter().message(5, tensor);
  const opset = new ProtobufWriter().varint(2, 17);
  return new ProtobufWriter().varint(1, 8).message(7, graph).message(8, opset).finish();
}

describe('readTensor', () => {
  it('reads elements from the field of their type, in the bytes that raw data would have', () => {
    const { graph } = readModel(readFixture('typed-data.onnx'));
    const contents = graph.initializers.map(({ name, dtype, shape, data }) => [
      name,
      dtype,
      shape.join('x'),
      data.storage === 'inline' ? Buffer.from(data.bytes).toString('hex') : data,
    ]);
    // int4 as two elements a byte, the first in the low half.
    expect(contents).toEqual([
      ['float32', 'float32', '2', '0000c03f000000c0'],
      ['float64', 'float64', '1', '9a9999999999b93f'],
      ['int32', 'int32', '2', '01000000ffffffff'],
      ['int64', 'int64', '2x1', '0000000000010000feffffffffffffff'],
      ['uint64', 'uint64', '1', 'ffffffffffffffff'],
      ['uint32', 'uint32', '1', 'ffffffff'],
      ['int8', 'int8', '3', '01ff80'],
      ['bool', 'bool', '2', '0100'],
      ['float16', 'float16', '3', '003c00b8ff7b'],
      ['int4', 'int4', '3', 'f107'],
      ['complex64', 'complex64', '1', '0000803f00000040'],
      ['string', 'string', '2', { storage: 'text', texts: ['å', ''] }],
      ['scalar', 'float32', '', '00004040'],
      ['empty', 'float32', '0', ''],
    ]);
  });

  it('reads raw float16, and names external data without opening them', () => {
    expect(readModel(readFixture('branches.onnx')).graph.initializers.slice(0, 2)).toEqual([
      {
        name: 'scale',
        dtype: 'float16',
        shape: [1, 2],
        data: { storage: 'inline', bytes: Uint8Array.of(0x00, 0x3c, 0x00, 0x38) },
      },
      {
        name: 'elsewhere',
        dtype: 'float32',
        shape: [1000],
        data: { storage: 'external', location: 'weights.bin', offset: 4096, length: 4000 },
      },
    ]);
  });

  it('skips fields that a newer ONNX may bring, and names an element type that it does not know', () => {
    const tensor = new ProtobufWriter()
      .varint(2, 99)
      .string(8, 'w')
      .bytes(9, Uint8Array.of(1))
      .string(500, 'new');
    expect(readModel(modelWithTensor(tensor)).graph.initializers).toEqual([
      { name: 'w', dtype: 'type 99', shape: [], data: { storage: 'inline', bytes: Uint8Array.of(1) } },
    ]);
  });

  it('refuses a tensor whose elements do not fill its shape', () => {
    const tensor = new ProtobufWriter().varint(1, 2).varint(2, 1).string(8, 'w').float(4, 1);
    expect(errorOf(() => readModel(modelWithTensor(tensor))).message).toContain(
      "the tensor 'w', float32 [2], must have 8 bytes and has 4",
    );
    const negative = new ProtobufWriter().varint(1, -1).varint(2, 1).string(8, 'w');
    expect(errorOf(() => readModel(modelWithTensor(negative))).message).toContain('a negative dimension');
  });

  it('refuses external data whose place is no number', () => {
    const entry = new ProtobufWriter().string(1, 'offset').string(2, 'soon');
    const tensor = new ProtobufWriter().varint(1, 1).varint(2, 1).varint(14, 1).message(13, entry);
    expect(errorOf(() => readModel(modelWithTensor(tensor))).message).toContain(
      'the offset of external data',
    );
  });
});
