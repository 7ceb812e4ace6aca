/**
 * Requests that a server of bare models must answer with 200 and the right values: of the tiny model's graph without its
 * bundle, and of graphs with tensors. Text is never among the outputs: none of the canary's may come back.
 */

import type { BareFile } from '../testing/bare-models.js';
import { canary, type Draft } from './fuzz-request.js';
import type { Random } from './random.js';
import { columnsOf, postDraft, splitOf } from './valid-requests.js';
import { type ValidRow, validRows } from './valid-rows.js';

/** What the server hosts, by file. */
export const bareFiles: Readonly<Record<string, BareFile | `=${string}`>> = {
  ...{ 'tiny.onnx': 'tiny', 'double/1/model.onnx': 'double', 'double/2/model.onnx': 'triple' },
  'double/config.pbtxt': '=version_policy: { all: {} } max_batch_size: 512',
  ...{ 'sum.onnx': 'sum', 'half.onnx': 'negativeHalf' },
};

/** A valid request of any protocol that bare models have. */
export function bareDraft(random: Random): Draft {
  return random.pick([
    columnsDraft,
    doubleDraft,
    otherTensorsDraft,
    tensorflowServingDraft,
    invocationDraft,
    readDraft,
  ])(random);
}

interface BareTensor {
  readonly name: string;
  readonly datatype: keyof typeof encoders;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

/** The bytes of values, as the binary extension has them. */
const encoders = {
  BYTES: (values) => Buffer.concat(values.map((value) => prefixed(String(value)))),
  FP16: (values) => Buffer.from(Uint16Array.from(values, Number).buffer),
  FP32: (values) => Buffer.from(Float32Array.from(values, Number).buffer),
  FP64: (values) => Buffer.from(Float64Array.from(values, asDouble).buffer),
  INT32: (values) => Buffer.from(Int32Array.from(values, Number).buffer),
  INT64: (values) => Buffer.from(BigInt64Array.from(values.map((value) => BigInt(Number(value)))).buffer),
} as const satisfies Record<string, (values: readonly unknown[]) => Buffer>;

function asDouble(value: unknown): number {
  return value === null ? Number.NaN : Number(value);
}

function prefixed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(bytes.length);
  return Buffer.concat([prefix, bytes]);
}

interface InferOptions {
  readonly path: string;
  readonly tensors: readonly BareTensor[];
  readonly expected: readonly number[];
}

/** Each tensor as JSON or as bytes; FP16, and what is missing, as bytes only. */
function inferDraft({ path, tensors, expected }: InferOptions, random: Random): Draft {
  const tail: Buffer[] = [];
  const inputs = tensors.map(({ data, ...head }) => {
    const isBinary = head.datatype === 'FP16' || data.includes(null) || random.isLuckyIn(3);
    if (!isBinary) return { ...head, data };
    const bytes = encoders[head.datatype](data);
    tail.push(bytes);
    return { ...head, parameters: { binary_data_size: bytes.length } };
  });
  const parameters = random.pick([
    {},
    { parameters: { [canary]: canary, timeout: 20_000_000, priority: random.below(9) } },
    { parameters: { binary_data_output: true } },
  ]);
  const type = tail.length > 0 ? 'application/octet-stream' : 'application/json';
  return {
    ...{ protocol: 'Open Inference', method: 'POST', path, expected },
    headers: { 'content-type': type, 'x-canary': canary, 'x-request-timeout-ms': '20000' },
    json: { inputs, ...random.pick([{}, { id: `${canary}-1` }]), ...parameters },
    ...(tail.length > 0 ? { tail: Buffer.concat(tail) } : {}),
  };
}

function columnsDraft(random: Random): Draft {
  const { rows, expected } = validRows(random);
  const columns = { age: 'INT64', income: 'FP64', city: 'BYTES' } as const;
  const tensors = random.shuffled(['age', 'income', 'city'] as const).map((name) => ({
    ...{ name, datatype: columns[name], shape: [rows.length] },
    data: rows.map((row) => row[name]),
  }));
  const path = `/v2/models/tiny${random.pick(['', '/versions/1'])}/infer`;
  return inferDraft({ path, tensors, expected }, random);
}

function doubleDraft(random: Random): Draft {
  const rows = 1 + random.below(random.isLuckyIn(20) ? 400 : 5);
  const data = Array.from({ length: 3 * rows }, () => random.below(1_000) / 4);
  const version = random.pick([1, 2]);
  return inferDraft(
    {
      path: `/v2/models/double${version === 2 && random.isLuckyIn(2) ? '' : `/versions/${version}`}/infer`,
      tensors: [{ name: 'x', datatype: 'FP32', shape: [rows, 3], data }],
      expected: data.map((value) => (version + 1) * value),
    },
    random,
  );
}

/** Without a dimension for rows, and of a type that JSON has not. */
function otherTensorsDraft(random: Random): Draft {
  const some = (count: number) => Array.from({ length: count }, () => random.below(1_000));
  const rows = 1 + random.below(3);
  return random.pick([
    inferDraft(
      {
        ...{ path: '/v2/models/sum/infer', expected: [] },
        tensors: [{ name: 'image', datatype: 'INT32', shape: [1, 2, 2], data: some(4) }],
      },
      random,
    ),
    inferDraft(
      {
        ...{ path: '/v2/models/half/infer', expected: [] },
        tensors: [{ name: 'x', datatype: 'FP16', shape: [rows, 2], data: some(2 * rows) }],
      },
      random,
    ),
  ]);
}

/** Rows with nothing missing: JSON has no word for that here. */
function wholeRows(random: Random) {
  const { rows, expected } = validRows(random);
  const whole = rows.flatMap((row, i) => (row.income === null ? [] : [{ row, p: expected[i] ?? 0 }]));
  const kept =
    whole.length > 0 ? whole : [{ row: { age: 0, income: -20, city: canary }, p: 0.3318122625350952 }];
  return { rows: kept.map(({ row }): ValidRow => row), expected: kept.map(({ p }) => p) };
}

function tensorflowServingDraft(random: Random): Draft {
  const { rows, expected } = wholeRows(random);
  const json = random.isLuckyIn(3) ? { inputs: columnsOf(rows, random) } : { instances: rows };
  const model = random.pick(['/tiny', '/tiny/versions/1']);
  return postDraft('TensorFlow Serving', `/v1/models${model}:predict`, { json, expected });
}

function invocationDraft(random: Random): Draft {
  const { rows, expected } = wholeRows(random);
  const json = random.pick([
    { dataframe_split: splitOf(rows, random) },
    { dataframe_records: rows },
    { instances: rows },
    { inputs: columnsOf(rows, random) },
  ]);
  return postDraft('MLflow', '/invocations', { json, expected });
}

const readPaths = [
  ...['/', '/v2', '/v2/health/live', '/v2/health/ready', '/v2/models/stats', '/v2/models/tiny'],
  ...['/v2/models/double/versions/1', '/v2/models/tiny/ready', '/v2/models/double/config'],
  ...['/v2/models/sum/stats', '/v1/models', '/v1/models/tiny', '/v1/models/double/versions/1/metadata'],
  ...['/ping', '/health', '/version', '/metrics', '/openapi.json'],
] as const;

function readDraft(random: Random): Draft {
  if (random.isLuckyIn(4))
    return postDraft('repository', '/v2/repository/index', {
      json: { ready: true, [canary]: 1 },
      expected: [],
    });
  const path = `${random.pick(readPaths)}${random.pick(['', '', `?${canary}=1`])}`;
  const headers = { accept: random.pick(['*/*', 'text/html', canary]), cookie: canary };
  return { protocol: 'read', method: random.pick(['GET', 'HEAD']), path, headers, expected: [] };
}
