/**
 * TensorProto (onnx.proto) as an OnnxTensor. Elements stand in raw_data, or in the field of their type: float_data,
 * int32_data (also for everything of 16 bits and less), int64_data, double_data, uint64_data, string_data. They come out
 * in one form, the bytes of raw_data, and their number is held to the shape.
 */

import type { ProtobufReader } from '../protobuf/protobuf-reader.js';
import { MalformedProtobuf } from '../protobuf/wire-cursor.js';
import { type ElementType, elementTypeOf, storedBytesOf } from './element-types.js';
import type { OnnxTensor, OnnxTensorData } from './onnx-model.js';

/** DataLocation.EXTERNAL. */
const external = 1;

/** @throws MalformedProtobuf */
export function readTensor(message: ProtobufReader): OnnxTensor {
  const dtype = elementTypeOf(message.integer(2) ?? 0);
  const tensor = {
    name: message.string(8),
    dtype,
    shape: message.integers(1),
    data: readData(message, dtype),
  };
  const problem = problemOf(tensor);
  if (problem === undefined) return tensor;
  const title = `${dtype} [${tensor.shape.join(', ')}]`;
  throw new MalformedProtobuf(message.offset, `the tensor '${tensor.name}', ${title}, ${problem}`);
}

function problemOf({ dtype, shape, data }: OnnxTensor): string | undefined {
  if (shape.some((dimension) => dimension < 0)) return 'has a negative dimension';
  if (data.storage === 'external') return undefined;
  const count = shape.reduce((total, dimension) => total * dimension, 1);
  const [stored, expected, unit] =
    data.storage === 'text'
      ? [data.texts.length, count, 'texts']
      : [data.bytes.byteLength, storedBytesOf(dtype, count), 'bytes'];
  if (expected === undefined || stored === expected) return undefined;
  return `must have ${expected} ${unit} and has ${stored}`;
}

function readData(message: ProtobufReader, dtype: ElementType): OnnxTensorData {
  if (message.integer(14) === external) return readExternal(message);
  if (dtype === 'string') return { storage: 'text', texts: message.strings(6) };
  const raw = message.bytes(9);
  return { storage: 'inline', bytes: raw ?? readTypedData(message, dtype) };
}

/** external_data: where the elements are in another file. */
function readExternal(message: ProtobufReader): OnnxTensorData {
  const entries = new Map(message.messages(13).map((entry) => [entry.string(1), entry.string(2)]));
  const [offset, length] = ['offset', 'length'].map((key) => {
    const text = entries.get(key);
    if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
    throw new MalformedProtobuf(message.offset, `the ${key} of external data must be a number of bytes`);
  });
  return { storage: 'external', location: entries.get('location') ?? '', offset: offset ?? 0, length };
}

/** The elements from the field of their type, as the bytes that raw_data would hold. */
function readTypedData(message: ProtobufReader, dtype: ElementType): Uint8Array {
  switch (dtype) {
    case 'float32':
    case 'complex64':
      return message.fixed(4, 4);
    case 'float64':
    case 'complex128':
      return message.fixed(10, 8);
    case 'int64':
      return littleEndian(message.varints(7), 8);
    case 'uint64':
      return littleEndian(message.varints(11), 8);
    case 'uint32':
      return littleEndian(message.varints(11), 4);
    default:
      // Of types narrower than a byte, one int32 holds what one byte of raw_data does.
      return littleEndian(message.varints(5), storedBytesOf(dtype, 1) ?? 4);
  }
}

function littleEndian(values: readonly bigint[], width: number): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    const at = i * width;
    if (width === 8) view.setBigInt64(at, value, true);
    else if (width === 4) view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
    else if (width === 2) view.setUint16(at, Number(BigInt.asUintN(16, value)), true);
    else view.setUint8(at, Number(BigInt.asUintN(8, value)));
  }
  return bytes;
}
