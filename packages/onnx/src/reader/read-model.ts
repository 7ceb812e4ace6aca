/**
 * An ONNX file as plain data: ModelProto (onnx.proto), any IR version. What it does not know is skipped, external data
 * are named and not opened, and nothing is judged beyond being well-formed: onnx.checker and onnxruntime do that.
 */

import { fileInvalid } from '../errors.js';
import { ProtobufReader } from '../protobuf/protobuf-reader.js';
import { MalformedProtobuf } from '../protobuf/wire-cursor.js';
import type { OnnxModel } from './onnx-model.js';
import { readGraph } from './read-graph.js';

export interface ReadModelOptions {
  /** What an error calls the bytes: the file's path. Default 'the ONNX file'. */
  readonly source?: string;
}

/**
 * Reads the bytes of an ONNX file. Large tensors are views of `bytes`: leave those unchanged while the model is in use.
 *
 * @throws ONNX_FILE_INVALID with the offset of the byte at which the bytes stop being an ONNX model
 */
export function readModel(bytes: Uint8Array, { source = 'the ONNX file' }: ReadModelOptions = {}): OnnxModel {
  try {
    // A plain view: slices of a Buffer would be Buffers.
    return modelOf(new ProtobufReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  } catch (error) {
    if (error instanceof MalformedProtobuf) throw fileInvalid(source, error);
    throw error;
  }
}

function modelOf(message: ProtobufReader): OnnxModel {
  const irVersion = message.integer(1);
  const graph = message.message(7);
  const opsets = message.messages(8).map((opset) => [opset.string(1), opset.integer(2) ?? 0] as const);
  // Opsets came with IR 3. Most writers put them last, so this is also how a file that was cut off shows.
  if (irVersion === undefined || graph === undefined || (irVersion >= 3 && opsets.length === 0)) {
    const found = {
      'IR version': irVersion !== undefined,
      graph: graph !== undefined,
      opset: opsets.length > 0,
    };
    const missing = Object.entries(found).flatMap(([part, isFound]) => (isFound ? [] : [`no ${part}`]));
    throw new MalformedProtobuf(message.offset + message.byteLength, `it ends with ${missing.join(', ')}`);
  }
  return {
    irVersion,
    opsets: Object.fromEntries(opsets),
    producerName: message.string(2),
    producerVersion: message.string(3),
    domain: message.string(4),
    docString: message.string(6),
    modelVersion: message.varint(5) ?? 0n,
    metadata: Object.fromEntries(
      message.messages(14).map((entry) => [entry.string(1), entry.string(2)] as const),
    ),
    graph: readGraph(graph),
    functions: message.messages(25).map((item) => ({ domain: item.string(10), name: item.string(1) })),
  };
}
