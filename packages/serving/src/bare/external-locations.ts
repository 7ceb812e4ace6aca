/**
 * The files that an ONNX file names for its large tensors (onnx/docs/ExternalData.md). Only the fields of onnx.proto that
 * lead to tensors are followed: the reader of `@waymark/onnx` has all of them, and needs tfjs beside it, which no server has.
 */

type Message = 'model' | 'graph' | 'function' | 'node' | 'attribute' | 'sparse' | 'tensor';

/** By message: its fields with messages in which tensors may be, by their number. */
const paths: Readonly<Record<Message, Readonly<Partial<Record<number, Message>>>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};

const externalData = 13;
const dataLocation = 14;
const external = 1;

/**
 * Each once, relative to the ONNX file's folder and as it is written there: they may lead out of it. Of a file that is
 * malformed, what could be read: onnxruntime says what is wrong with it.
 */
export function externalLocations(model: Uint8Array): readonly string[] {
  const found = new Set<string>();
  collect(model, 'model', found);
  return [...found];
}

function collect(bytes: Uint8Array, message: Message, found: Set<string>): void {
  const fields = [...fieldsOf(bytes)];
  for (const { number, value } of fields) {
    const inner = paths[message][number];
    if (inner && typeof value !== 'number') collect(value, inner, found);
  }
  const isExternal = fields.some(({ number, value }) => number === dataLocation && value === external);
  if (message !== 'tensor' || !isExternal) return;
  for (const { number, value } of fields) {
    const location = number === externalData && typeof value !== 'number' ? locationIn(value) : undefined;
    if (location !== undefined) found.add(location);
  }
}

/** A StringStringEntryProto: its key is 1, its value 2. */
function locationIn(entry: Uint8Array): string | undefined {
  const fields = [...fieldsOf(entry)];
  const text = (wanted: number) => {
    const value = fields.find(({ number }) => number === wanted)?.value;
    return typeof value === 'object' ? Buffer.from(value).toString() : undefined;
  };
  return text(1) === 'location' ? text(2) : undefined;
}

interface Field {
  readonly number: number;
  /** Bytes are views. */
  readonly value: number | Uint8Array;
}

/** Of protobuf's wire format: varints and what has a length. Others are passed over; it ends where they make no sense. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(cursor);
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) yield { number, value: readVarint(cursor) };
    else if (wire === 1) cursor.at += 8;
    else if (wire === 5) cursor.at += 4;
    else if (wire === 2) {
      const length = readVarint(cursor);
      const start = cursor.at;
      cursor.at += length;
      if (cursor.at <= bytes.length) yield { number, value: bytes.subarray(start, cursor.at) };
    } else return;
  }
}

/** Exact up to 2^53: no field here needs more. */
function readVarint(cursor: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = cursor.bytes[cursor.at] ?? 0;
    cursor.at += 1;
    value += (byte % 128) * factor;
    if (byte < 128) return value;
  }
}
