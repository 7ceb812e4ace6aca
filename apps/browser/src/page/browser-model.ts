/// <reference lib="dom" />
/**
 * The bundle's model in onnxruntime's WebAssembly: the same graph as on the server, preprocessing included. Everything is
 * fetched from beside the page.
 */

import type { FeatureSchema, GoldenRows, ModelManifest } from '@waymark/contracts';
import type { FormRow } from '@waymark/serving';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';

export interface ScoredRow {
  readonly label: string;
  /** By class. */
  readonly probabilities: Readonly<Record<string, number>>;
}

export class BrowserModel {
  readonly #baseUrl: string;
  readonly #manifest: ModelManifest;
  readonly #session: InferenceSession;

  private constructor(baseUrl: string, manifest: ModelManifest, session: InferenceSession) {
    this.#baseUrl = baseUrl;
    this.#manifest = manifest;
    this.#session = session;
  }

  static async load(baseUrl: string): Promise<BrowserModel> {
    // More threads need headers that static servers do not send.
    env.wasm.numThreads = 1;
    env.wasm.wasmPaths = { wasm: new URL('ort-wasm-simd-threaded.wasm', baseUrl).href };
    const [manifest, graph] = await Promise.all([
      read(baseUrl, 'manifest.json').then((answer) => answer.json()),
      read(baseUrl, 'model.onnx').then((answer) => answer.arrayBuffer()),
    ]);
    return new BrowserModel(baseUrl, manifest, await InferenceSession.create(new Uint8Array(graph)));
  }

  get schema(): FeatureSchema {
    return this.#manifest.schema;
  }

  get classes(): readonly string[] {
    return this.#manifest.classes;
  }

  async golden(): Promise<GoldenRows> {
    return (await read(this.#baseUrl, 'golden.json')).json();
  }

  async score(rows: readonly FormRow[]): Promise<readonly ScoredRow[]> {
    const inputs = this.#session.inputMetadata.map((input) => [input.name, tensorOf(input, rows)] as const);
    const { label, probabilities } = await this.#session.run(Object.fromEntries(inputs));
    const { classes } = this.#manifest;
    return rows.map((_, row) => ({
      label: String(label?.data[row]),
      probabilities: Object.fromEntries(
        classes.map((name, i) => [name, Number(probabilities?.data[row * classes.length + i])]),
      ),
    }));
  }
}

async function read(baseUrl: string, file: string): Promise<Response> {
  const answer = await fetch(new URL(file, baseUrl));
  if (!answer.ok)
    throw new Error(`${file} must be beside the page, and cannot be read (HTTP ${answer.status})`);
  return answer;
}

/** Inside the graph missing text is the empty string, and a missing number NaN. */
function tensorOf(input: InferenceSession.ValueMetadata, rows: readonly FormRow[]): Tensor {
  const cells = rows.map((row) => row[input.name] ?? null);
  const shape = [rows.length];
  if (!input.isTensor) throw new TypeError(`the input ${input.name} must be a tensor`);
  if (input.type === 'string')
    return new Tensor(
      'string',
      cells.map((cell) => String(cell ?? '')),
      shape,
    );
  if (input.type === 'int64')
    return new Tensor(
      'int64',
      BigInt64Array.from(cells, (cell) => BigInt(cell ?? 0)),
      shape,
    );
  return new Tensor(
    'float64',
    Float64Array.from(cells, (cell) => Number(cell ?? Number.NaN)),
    shape,
  );
}
