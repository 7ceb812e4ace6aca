/** readModel on what is no model, or no longer one. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { ProtobufWriter } from '../protobuf/protobuf-writer.js';
import { errorOf } from '../testing/error-of.js';
import { readFixture } from './fixtures/read-fixture.js';
import { readModel } from './read-model.js';

describe('readModel on damaged files', () => {
  it.each([
    {
      title: 'no bytes',
      bytes: new Uint8Array(0),
      message: 'at byte 0, it ends with no IR version, no graph, no opset',
    },
    { title: 'a picture', bytes: Buffer.from('89504e470d0a1a0a0000000d', 'hex'), message: 'at byte ' },
    { title: 'a text', bytes: Buffer.from('{"model": "churn"}'), message: 'at byte 0, there is no field 15' },
    {
      title: 'a model without an opset',
      bytes: new ProtobufWriter().varint(1, 8).message(7, new ProtobufWriter().string(2, 'g')).finish(),
      message: 'at byte 7, it ends with no opset',
    },
  ])('refuses $title', ({ bytes, message }) => {
    const error = errorOf(() => readModel(bytes, { source: 'model.onnx' }));
    expect(error.code).toBe('ONNX_FILE_INVALID');
    expect(error.message).toContain(`model.onnx must be an ONNX model; ${message}`);
  });

  it('refuses a file that was cut off, wherever', () => {
    const builder = new GraphBuilder({ name: 'cut' });
    const x = builder.input('x', 'float32', ['N']);
    builder.output('y', builder.add('Add', [x, builder.constant('float32', [], Float32Array.of(1))]));
    const bytes = encodeModel(builder.build());
    for (let length = 0; length < bytes.byteLength; length++)
      expect(errorOf(() => readModel(bytes.subarray(0, length))).code).toBe('ONNX_FILE_INVALID');
  });

  it('reads a damaged file or refuses it, and never fails in another way', () => {
    const original = readFixture('branches.onnx');
    const damage = fc.array(fc.tuple(fc.nat(original.byteLength - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = Uint8Array.from(original);
        for (const [at, value] of changes) bytes[at] = value;
        expectModelOrRefusal(bytes);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it('reads or refuses any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => expectModelOrRefusal(bytes)),
      { numRuns: 1000, seed: 2 },
    );
  });
});

function expectModelOrRefusal(bytes: Uint8Array): void {
  try {
    readModel(bytes);
  } catch (error) {
    expect(error).toMatchObject({ name: 'WaymarkError', code: 'ONNX_FILE_INVALID' });
  }
}
