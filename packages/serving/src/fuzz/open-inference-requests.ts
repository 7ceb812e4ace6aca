/** Valid requests of the Open Inference Protocol: JSON and binary inputs mixed, outputs in any order and form. */

import { canary, type Draft } from './fuzz-request.js';
import type { Random } from './random.js';
import { type ValidRow, validRows } from './valid-rows.js';

interface TensorJson {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly [key: string]: unknown;
}

export function openInferenceDraft(random: Random): Draft {
  const { rows, expected } = validRows(random);
  const isBinary = random.isLuckyIn(3);
  const parts = random.shuffled(['age', 'income', 'city'] as const).map((name) => {
    const tensor = jsonTensor(name, rows, random);
    return isBinary && random.isLuckyIn(2) ? binaryTensor(tensor, rows, name) : { tensor };
  });
  const tails = parts.flatMap(({ bytes }) => bytes ?? []);
  const json = {
    inputs: parts.map(({ tensor }) => tensor),
    ...random.pick([{}, { id: `${canary}-${random.below(9)}` }]),
    ...random.pick([{}, { parameters: { [canary]: canary, timeout: 20_000_000, priority: 9 } }]),
    ...requestedOutputs(random),
  };
  return {
    ...{ protocol: 'Open Inference', method: 'POST', expected, json },
    path: `/v2/models/tiny${random.pick(['', '/versions/1'])}/infer`,
    headers: {
      'content-type': random.pick(['application/json', 'application/octet-stream']),
      'x-canary': canary,
      'x-request-timeout-ms': '20000',
    },
    // JSON is declared as such only where nothing follows it.
    ...(tails.length > 0
      ? { tail: Buffer.concat(tails), headers: { 'content-type': 'application/octet-stream' } }
      : {}),
  };
}

function jsonTensor(name: keyof ValidRow, rows: readonly ValidRow[], random: Random): TensorJson {
  const datatype = { age: 'INT64', income: 'FP64', city: 'BYTES' }[name];
  const values = rows.map((row) => row[name]);
  if (random.isLuckyIn(3))
    return { name, datatype, shape: [rows.length, 1], data: values.map((value) => [value]) };
  return { name, datatype, shape: [rows.length], data: values };
}

interface TensorPart {
  readonly tensor: TensorJson;
  readonly bytes?: Buffer;
}

function binaryTensor(
  { name, datatype, shape }: TensorJson,
  rows: readonly ValidRow[],
  column: keyof ValidRow,
): TensorPart {
  const bytes = Buffer.concat(rows.map((row) => bytesOf(row[column], datatype)));
  return { tensor: { name, datatype, shape, parameters: { binary_data_size: bytes.length } }, bytes };
}

function bytesOf(value: string | number | null, datatype: string): Buffer {
  if (typeof value === 'string') {
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32LE(Buffer.byteLength(value));
    return Buffer.concat([prefix, Buffer.from(value)]);
  }
  const bytes = Buffer.alloc(8);
  if (datatype === 'INT64') bytes.writeBigInt64LE(BigInt(value ?? 0));
  else bytes.writeDoubleLE(value ?? Number.NaN);
  return bytes;
}

function requestedOutputs(random: Random): object {
  const probabilities = {
    name: 'probabilities',
    ...random.pick([{}, { parameters: { binary_data: true } }]),
  };
  return random.pick([
    {},
    {},
    { outputs: [probabilities] },
    { outputs: random.shuffled([probabilities, { name: 'label' }]) },
    { outputs: [{ name: 'label', parameters: { binary_data: true } }, probabilities] },
  ]);
}
