/** GraphProto, NodeProto and AttributeProto (onnx.proto). Bodies of If, Loop and Scan are graphs within attributes. */

import type { ProtobufReader } from '../protobuf/protobuf-reader.js';
import type { OnnxAttribute, OnnxGraph, OnnxNode } from './onnx-model.js';
import { readTensor } from './read-tensor.js';
import { readValue } from './read-value.js';

/** @throws MalformedProtobuf */
export function readGraph(message: ProtobufReader): OnnxGraph {
  return {
    name: message.string(2),
    inputs: message.messages(11).map(readValue),
    outputs: message.messages(12).map(readValue),
    intermediates: message.messages(13).map(readValue),
    initializers: message.messages(5).map(readTensor),
    nodes: message.messages(1).map(readNode),
  };
}

function readNode(message: ProtobufReader): OnnxNode {
  return {
    name: message.string(3),
    op: message.string(4),
    domain: message.string(7),
    inputs: message.strings(1),
    outputs: message.strings(2),
    attributes: message.messages(5).map(readAttribute),
  };
}

function readAttribute(message: ProtobufReader): OnnxAttribute {
  const name = message.string(1);
  const code = message.integer(20) ?? 0;
  const readContent = attributeReaders[code];
  return readContent === undefined ? { name, type: 'other', code } : { name, ...readContent(message) };
}

/** An attribute without its name. */
type AttributeContent = OnnxAttribute extends infer Attribute
  ? Attribute extends OnnxAttribute
    ? Omit<Attribute, 'name'>
    : never
  : never;

/** By AttributeProto.AttributeType. A field that is missing has protobuf's default. */
const attributeReaders: Readonly<Record<number, (message: ProtobufReader) => AttributeContent>> = {
  1: (message) => ({ type: 'float', value: message.float(2) ?? 0 }),
  2: (message) => ({ type: 'int', value: message.varint(3) ?? 0n }),
  3: (message) => ({ type: 'string', value: message.string(4) }),
  4: (message) => ({ type: 'tensor', value: readTensor(message.required(5)) }),
  5: (message) => ({ type: 'graph', value: readGraph(message.required(6)) }),
  6: (message) => ({ type: 'floats', value: message.floats(7) }),
  7: (message) => ({ type: 'ints', value: message.varints(8) }),
  8: (message) => ({ type: 'strings', value: message.strings(9) }),
  9: (message) => ({ type: 'tensors', value: message.messages(10).map(readTensor) }),
  10: (message) => ({ type: 'graphs', value: message.messages(11).map(readGraph) }),
};
