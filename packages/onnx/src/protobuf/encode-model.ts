/**
 * A graph as the bytes of an ONNX file: the messages and field numbers of onnx/onnx.proto (IR 8). It writes what any
 * graph holds and knows no layer and no op. Above protobuf's 2 GB, weights go into a second file (external-data.ts).
 */

import { fileTooLarge } from '../errors.js';
import { dataTypes } from '../graph/data-type.js';
import type { Attribute, Graph, Initializer, Node, Value } from '../graph/graph.js';
import { domainVersions, irVersions } from '../ops/opset.js';
import { spellForOpset } from '../ops/spell-for-opset.js';
import {
  bytesOf,
  type ExternalData,
  type ExternalDataOptions,
  type ExternalPlace,
  placeExternally,
} from './external-data.js';
import { ProtobufWriter } from './protobuf-writer.js';

export interface EncodeOptions {
  /** Version of what made the model; left out by default, so that the bytes depend on the graph alone. */
  readonly producerVersion?: string;
  readonly docString?: string;
  /** metadata_props: free key-value pairs, written in the order of the object. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A model in one file, or in two. */
export interface EncodedModel {
  readonly bytes: Uint8Array;
  /** Left out when no tensor is large enough for it. */
  readonly externalData?: ExternalData;
}

/** What a protobuf message can be at most. */
const largestFileBytes = 2 ** 31 - 1;

/** DataLocation.EXTERNAL. */
const external = 1;

/** AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, dataType: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;

/**
 * ModelProto. The same graph and options give the same bytes.
 *
 * @throws ONNX_FILE_TOO_LARGE
 */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  return encodeFile(spellForOpset(graph), options, new Map());
}

/**
 * ModelProto, and beside it a file with the large tensors.
 *
 * @example
 * const { bytes, externalData } = encodeModelInTwo(graph, { name: 'model.onnx.data' });
 * await writeFile('out/model.onnx', bytes);
 * if (externalData) await writeFile(`out/${externalData.name}`, externalData.chunks);
 *
 * @throws ONNX_FILE_TOO_LARGE, ONNX_EXTERNAL_DATA_INVALID
 */
export function encodeModelInTwo(
  graph: Graph,
  externalData: ExternalDataOptions,
  options: EncodeOptions = {},
): EncodedModel {
  const written = spellForOpset(graph);
  const { places, file } = placeExternally(written.initializers, externalData);
  const bytes = encodeFile(written, options, places);
  return places.size === 0 ? { bytes } : { bytes, externalData: file };
}

/** Where the tensors lie that are not in this file, by name. */
type Places = ReadonlyMap<string, ExternalPlace>;

function encodeFile(
  graph: Graph,
  { producerVersion, docString, metadata }: EncodeOptions,
  places: Places,
): Uint8Array {
  const model = new ProtobufWriter().varint(1, irVersions.get(graph.opset) ?? 8).string(2, 'waymark');
  if (producerVersion !== undefined) model.string(3, producerVersion);
  if (docString !== undefined) model.string(6, docString);
  model.message(7, encodeGraph(graph, places)).message(8, encodeOpset('', graph.opset));
  const domains = new Set(graph.nodes.map((node) => node.domain));
  for (const [domain, version] of Object.entries(domainVersions))
    if (domains.has(domain)) model.message(8, encodeOpset(domain, version));
  for (const [key, value] of Object.entries(metadata ?? {}))
    model.message(14, new ProtobufWriter().string(1, key).string(2, value));
  if (model.byteLength > largestFileBytes) throw fileTooLarge(model.byteLength, largestFileBytes);
  return model.finish();
}

/** OperatorSetIdProto. */
function encodeOpset(domain: string, version: number): ProtobufWriter {
  return new ProtobufWriter().string(1, domain).varint(2, version);
}

/** GraphProto. */
function encodeGraph(graph: Graph, places: Places): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const node of graph.nodes) message.message(1, encodeNode(node));
  message.string(2, graph.name);
  for (const initializer of graph.initializers)
    message.message(5, encodeTensor(initializer, places.get(initializer.name)));
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
function encodeTensor(initializer: Initializer, place: ExternalPlace | undefined): ProtobufWriter {
  const { name, dtype, shape, data } = initializer;
  const bytes = bytesOf(initializer);
  const message = new ProtobufWriter();
  for (const dimension of shape) message.varint(1, Number(dimension));
  message.varint(2, dataTypes[dtype].code);
  if (bytes === undefined) for (const text of data) message.string(6, String(text));
  message.string(8, name);
  if (place) writePlace(message, place);
  else if (bytes) message.bytes(9, bytes);
  return message;
}

/** external_data and data_location. */
function writePlace(message: ProtobufWriter, { location, offset, length }: ExternalPlace): void {
  for (const [key, value] of Object.entries({ location, offset, length }))
    message.message(13, new ProtobufWriter().string(1, key).string(2, String(value)));
  message.varint(14, external);
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
