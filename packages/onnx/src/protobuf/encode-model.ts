/**
 * A graph as the bytes of an ONNX file: the messages and field numbers of onnx/onnx.proto (IR 8). It writes what any
 * graph holds and knows no layer and no op. External data, for models above protobuf's 2 GB, is left out.
 */

import { dataTypes, type TensorData } from '../graph/data-type.js';
import type { Attribute, Graph, Initializer, Node, Value } from '../graph/graph.js';
import { domainVersions, irVersions } from '../ops/opset.js';
import { ProtobufWriter } from './protobuf-writer.js';

export interface EncodeOptions {
  /** Version of what made the model; left out by default, so that the bytes depend on the graph alone. */
  readonly producerVersion?: string;
  readonly docString?: string;
  /** metadata_props: free key-value pairs, written in the order of the object. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, dataType: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;

/** ModelProto. The same graph and options give the same bytes. */
export function encodeModel(
  graph: Graph,
  { producerVersion, docString, metadata }: EncodeOptions = {},
): Uint8Array {
  const model = new ProtobufWriter().varint(1, irVersions.get(graph.opset) ?? 8).string(2, 'waymark');
  if (producerVersion !== undefined) model.string(3, producerVersion);
  if (docString !== undefined) model.string(6, docString);
  model.message(7, encodeGraph(graph)).message(8, encodeOpset('', graph.opset));
  const domains = new Set(graph.nodes.map((node) => node.domain));
  for (const [domain, version] of Object.entries(domainVersions))
    if (domains.has(domain)) model.message(8, encodeOpset(domain, version));
  for (const [key, value] of Object.entries(metadata ?? {}))
    model.message(14, new ProtobufWriter().string(1, key).string(2, value));
  return model.finish();
}

/** OperatorSetIdProto. */
function encodeOpset(domain: string, version: number): ProtobufWriter {
  return new ProtobufWriter().string(1, domain).varint(2, version);
}

/** GraphProto. */
function encodeGraph(graph: Graph): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const node of graph.nodes) message.message(1, encodeNode(node));
  message.string(2, graph.name);
  for (const initializer of graph.initializers) message.message(5, encodeTensor(initializer));
  for (const input of graph.inputs) message.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) message.message(12, encodeValueInfo(output));
  return message;
}

/** NodeProto. */
function encodeNode({ name, op, domain, inputs, outputs, attributes }: Node): ProtobufWriter {
  const message = new ProtobufWriter();
  // An empty name stands for an optional input that is left out.
  for (const input of inputs) message.string(1, input?.name ?? '');
  for (const output of outputs) message.string(2, output.name);
  message.string(3, name).string(4, op);
  for (const attribute of attributes) message.message(5, encodeAttribute(attribute));
  if (domain !== '') message.string(7, domain);
  return message;
}

/** AttributeProto. */
function encodeAttribute(attribute: Attribute): ProtobufWriter {
  const message = new ProtobufWriter().string(1, attribute.name);
  writeAttributeValue(message, attribute);
  return message.varint(20, attributeTypes[attribute.type]);
}

function writeAttributeValue(message: ProtobufWriter, { type, value }: Attribute): void {
  switch (type) {
    case 'float':
      message.float(2, value);
      break;
    case 'int':
      message.varint(3, value);
      break;
    case 'dataType':
      message.varint(3, dataTypes[value].code);
      break;
    case 'string':
      message.string(4, value);
      break;
    case 'floats':
      for (const item of value) message.float(7, item);
      break;
    case 'ints':
      for (const item of value) message.varint(8, item);
      break;
    case 'strings':
      for (const item of value) message.string(9, item);
      break;
  }
}

/** TensorProto: text as string_data, everything else as raw_data, little-endian as every Node platform here is. */
function encodeTensor({ name, dtype, shape, data }: Initializer): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const dimension of shape) message.varint(1, Number(dimension));
  message.varint(2, dataTypes[dtype].code);
  if (!isTyped(data)) for (const text of data) message.string(6, text);
  message.string(8, name);
  if (isTyped(data)) message.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return message;
}

/** ValueInfoProto, with TypeProto.Tensor and TensorShapeProto in it. */
function encodeValueInfo({ name, dtype, shape }: Value): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const dimension of shape) {
    const message = new ProtobufWriter();
    if (typeof dimension === 'number') message.varint(1, dimension);
    else message.string(2, dimension);
    dimensions.message(1, message);
  }
  const tensor = new ProtobufWriter().varint(1, dataTypes[dtype].code).message(2, dimensions);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

function isTyped(data: TensorData): data is Exclude<TensorData, readonly string[]> {
  return ArrayBuffer.isView(data);
}
