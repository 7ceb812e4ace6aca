/**
 * A run of a session with tensors as they come, and what its graph says that it takes and gives. Whoever imports this
 * file waits for each run, as for `model-sessions.ts`.
 */

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { NamedTensor, TensorDatatype } from './named-tensor.js';
import { packNamedTensors, type TensorBatch, unpackNamedTensors } from './tensor-batch.js';

/** A value of the graph. Of one that is no tensor, or has a type that is not taken, the datatype is undefined. */
export interface GraphValue {
  readonly name: string;
  readonly datatype?: TensorDatatype;
  /** A dimension that is open has its name, which may be empty. */
  readonly dims: readonly (number | string)[];
}

export interface GraphSignature {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** A batch of no tensors asks for the signature: it comes back as the only string. */
export async function runTensors(session: InferenceSession, batch: TensorBatch): Promise<TensorBatch> {
  if (batch.tensors.length === 0) return { ...batch, strings: [JSON.stringify(signatureOf(session))] };
  const feeds = Object.fromEntries(
    unpackNamedTensors(batch).map((tensor) => [tensor.name, onnxTensor(tensor)]),
  );
  const results = await session.run(feeds);
  const outputs = session.outputNames.map((name) => namedTensor(name, results[name]));
  return packNamedTensors(outputs, batch.rows);
}

interface OnnxType {
  readonly type: Tensor.Type;
  readonly array: new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;
}

const onnxTypes = {
  BOOL: { type: 'bool', array: Uint8Array },
  UINT8: { type: 'uint8', array: Uint8Array },
  UINT16: { type: 'uint16', array: Uint16Array },
  UINT32: { type: 'uint32', array: Uint32Array },
  UINT64: { type: 'uint64', array: BigUint64Array },
  INT8: { type: 'int8', array: Int8Array },
  INT16: { type: 'int16', array: Int16Array },
  INT32: { type: 'int32', array: Int32Array },
  INT64: { type: 'int64', array: BigInt64Array },
  FP16: { type: 'float16', array: Uint16Array },
  FP32: { type: 'float32', array: Float32Array },
  FP64: { type: 'float64', array: Float64Array },
} as const satisfies Record<Exclude<TensorDatatype, 'BYTES'>, OnnxType>;

function onnxTensor({ datatype, shape, data }: NamedTensor): Tensor {
  if (datatype === 'BYTES' || !(data instanceof Uint8Array))
    return new Tensor('string', [...data].map(String), shape);
  const { type, array }: OnnxType = onnxTypes[datatype];
  const view = new array(data.buffer, data.byteOffset, data.byteLength / bytesOf(array));
  // The table says which array onnxruntime wants for the type.
  if (type !== 'float16') return new Tensor(type, view as Tensor.DataType, shape);
  // Node.js 24 has a Float16Array, which onnxruntime's constructor then wants and its addon cannot read.
  return Object.defineProperty(new Tensor('uint16', view as Uint16Array, shape), 'type', { value: type });
}

function bytesOf(array: OnnxType['array']): number {
  // Every typed array's constructor has it.
  return (array as unknown as { readonly BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
}

function namedTensor(name: string, tensor: Tensor | undefined): NamedTensor {
  const datatype = tensor && datatypeOf(tensor.type);
  if (!tensor || !datatype) throw new TypeError(`output ${name} must be a tensor of a type that is known`);
  const { data, dims: shape } = tensor;
  if (!ArrayBuffer.isView(data)) return { name, datatype, shape, data: data.map(String) };
  return { name, datatype, shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function signatureOf({ inputMetadata, outputMetadata }: InferenceSession): GraphSignature {
  return { inputs: inputMetadata.map(graphValue), outputs: outputMetadata.map(graphValue) };
}

function graphValue(value: InferenceSession.ValueMetadata): GraphValue {
  const datatype = value.isTensor ? datatypeOf(value.type) : undefined;
  const dims = value.isTensor ? [...value.shape] : [];
  return { name: value.name, ...(datatype === undefined ? {} : { datatype }), dims };
}

function datatypeOf(type: Tensor.Type): TensorDatatype | undefined {
  if (type === 'string') return 'BYTES';
  const found = Object.entries(onnxTypes).find(([, known]) => known.type === type);
  // The keys of the table are datatypes.
  return found?.[0] as TensorDatatype | undefined;
}
