/**
 * An ONNX graph that takes a table: one rank-1 input a feature, as every Waymark graph has. The training matrix, the
 * evaluation and the comparison with the champion all come from here, so they see what the server will see.
 */

import { type Column, type FeatureSchema, featuresOf, type Table, wireTypeOf } from '@waymark/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Rows a run: large enough to be fast, small enough to stay in cache. */
const batchRows = 4096;

export interface BinaryOutput {
  readonly labels: readonly string[];
  /** Row-major [rows, 2], in the manifest's class order. */
  readonly probabilities: Float32Array;
}

/** A loaded graph. Close it when done: the session's memory is outside of the garbage collector. */
export class TableSession {
  readonly #session: InferenceSession;
  readonly #schema: FeatureSchema;

  private constructor(session: InferenceSession, schema: FeatureSchema) {
    this.#session = session;
    this.#schema = schema;
  }

  /** Loads the bytes of a model whose inputs are the schema's features. */
  static async open(model: Uint8Array, schema: FeatureSchema): Promise<TableSession> {
    const options: InferenceSession.SessionOptions = {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    };
    return new TableSession(await InferenceSession.create(model, options), schema);
  }

  /** A float32 output [rows, width] of the whole table, row-major. */
  async runFloats(table: Table, output: string): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (const feeds of this.#batches(table)) {
      const result = await this.#session.run(feeds, [output]);
      parts.push(floatsOf(result[output]));
    }
    return concatFloats(parts);
  }

  /** The two outputs of a classifier. */
  async classify(table: Table): Promise<BinaryOutput> {
    const labels: string[] = [];
    const probabilities: Float32Array[] = [];
    for (const feeds of this.#batches(table)) {
      const result = await this.#session.run(feeds, ['label', 'probabilities']);
      labels.push(...textsOf(result.label));
      probabilities.push(floatsOf(result.probabilities));
    }
    return { labels, probabilities: concatFloats(probabilities) };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  *#batches(table: Table): Generator<Record<string, Tensor>> {
    for (let start = 0; start < table.rows; start += batchRows) {
      yield feedsOf(table, this.#schema, { start, end: Math.min(start + batchRows, table.rows) });
    }
  }
}

/** Loads, runs `use`, and closes in any case. */
export async function withTableSession<T>(
  model: Uint8Array,
  schema: FeatureSchema,
  use: (session: TableSession) => Promise<T>,
): Promise<T> {
  const session = await TableSession.open(model, schema);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function feedsOf(
  table: Table,
  schema: FeatureSchema,
  { start, end }: { readonly start: number; readonly end: number },
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const feature of featuresOf(schema)) {
    const column = table.columns[feature.name];
    if (column === undefined) throw new TypeError(`the table has no column ${feature.name}`);
    feeds[feature.name] = tensorOf(column.slice(start, end), wireTypeOf(feature) === 'INT64');
  }
  return feeds;
}

function tensorOf(column: Column, isInteger: boolean): Tensor {
  if (!(column instanceof Float64Array)) return new Tensor('string', [...column], [column.length]);
  if (!isInteger) return new Tensor('float64', column, [column.length]);
  return new Tensor(
    'int64',
    BigInt64Array.from(column, (value) => BigInt(value)),
    [column.length],
  );
}

function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new TypeError(`the output must be float32; got ${tensor?.type ?? 'none'}`);
}

function textsOf(tensor: Tensor | undefined): readonly string[] {
  if (tensor?.type !== 'string')
    throw new TypeError(`the output must be string; got ${tensor?.type ?? 'none'}`);
  return Array.from(tensor.data, String);
}

function concatFloats(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
