/** ValueInfoProto and TypeProto (onnx.proto): names with tensor, sequence, map, optional and sparse types. */

import type { ProtobufReader } from '../protobuf/protobuf-reader.js';
import { elementTypeOf } from './element-types.js';
import type { OnnxShape, OnnxType, OnnxValue } from './onnx-model.js';

/** @throws MalformedProtobuf */
export function readValue(message: ProtobufReader): OnnxValue {
  return { name: message.string(1), type: readType(message.message(2)) };
}

function readType(message: ProtobufReader | undefined): OnnxType {
  const tensor = message?.message(1);
  if (tensor) return { kind: 'tensor', ...readTensorType(tensor) };
  const sparse = message?.message(8);
  if (sparse) return { kind: 'sparseTensor', ...readTensorType(sparse) };
  const sequence = message?.message(4);
  if (sequence) return { kind: 'sequence', element: readType(sequence.message(1)) };
  const optional = message?.message(9);
  if (optional) return { kind: 'optional', element: readType(optional.message(1)) };
  const map = message?.message(5);
  if (map) return { kind: 'map', key: elementTypeOf(map.integer(1) ?? 0), value: readType(map.message(2)) };
  return { kind: 'unknown' };
}

function readTensorType(message: ProtobufReader) {
  return { dtype: elementTypeOf(message.integer(1) ?? 0), shape: readShape(message.message(2)) };
}

/** TensorShapeProto; without one, even the rank is unknown. */
function readShape(message: ProtobufReader | undefined): OnnxShape | undefined {
  return message?.messages(1).map((dimension) => dimension.integer(1) ?? (dimension.string(2) || null));
}
