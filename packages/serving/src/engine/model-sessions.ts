/**
 * The onnxruntime sessions of one process, and batches run by them. onnxruntime runs synchronously, whatever its promises
 * say: whoever imports this file waits for each run. The worker process does, and `inline-engine.ts` for tiny models.
 */

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type PackedBatch, packTensors, unpackTensors } from './batch-codec.js';
import { requireUnchanged } from './file-state.js';
import type { ScoredBatch } from './inference-process.js';
import type { Datatype, TensorData, TensorLayout } from './tensor-layout.js';
import { runTensors } from './tensor-run.js';
import type { SessionLayout } from './worker-messages.js';

interface LoadedSession {
  readonly layout: SessionLayout;
  readonly session: InferenceSession;
}

const sessionOptions = {
  // One core for the whole process: the default spins on every core and starves the HTTP process.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Errors are told in the answer; onnxruntime's own log would repeat values of the rows.
  logSeverityLevel: 4,
} as const satisfies InferenceSession.SessionOptions;

export class ModelSessions {
  readonly #sessions = new Map<number, LoadedSession>();

  /** Loads the ONNX file; fails where its graph is not what the layout says. */
  async load(layout: SessionLayout, model: Uint8Array): Promise<void> {
    const session = await createSession(layout, model);
    const problems = layout.isBare
      ? []
      : [
          ...signatureProblems('input', layout.inputs, session.inputMetadata),
          ...signatureProblems('output', layout.outputs, session.outputMetadata),
        ];
    if (problems.length > 0) {
      await session.release();
      throw new TypeError(`the graph is not what the manifest says: ${problems.join('; ')}`);
    }
    this.#sessions.set(layout.key, { layout, session });
  }

  async unload(key: number): Promise<void> {
    const loaded = this.#sessions.get(key);
    this.#sessions.delete(key);
    await loaded?.session.release();
  }

  async run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    const loaded = this.#sessions.get(key);
    if (!loaded) throw new TypeError(`session ${key} is not loaded`);
    const { session, layout } = loaded;
    const { rows } = batch;
    const started = performance.now();
    if (batch.tensors)
      return {
        batch: await runTensors(session, { ...batch, tensors: batch.tensors }),
        computeMs: performance.now() - started,
      };
    const inputs = unpackTensors(layout.inputs, batch);
    const feeds = Object.fromEntries(
      layout.inputs.map((input, i) => [input.name, tensorOf(input, inputs[i] ?? [], rows)]),
    );
    const results = await session.run(
      feeds,
      layout.outputs.map(({ name }) => name),
    );
    const outputs = layout.outputs.map((output) => dataOf(output, results[output.name], rows));
    const scored = packTensors(layout.outputs, outputs, rows);
    return { batch: scored, computeMs: performance.now() - started };
  }
}

/** @throws Also when a file of external data is not the one that the model came with. */
async function createSession({ externalData }: SessionLayout, model: Uint8Array): Promise<InferenceSession> {
  if (!externalData) return InferenceSession.create(model, sessionOptions);
  const { folder, files } = externalData;
  const session = await InferenceSession.create(model, {
    ...sessionOptions,
    // Of onnxruntime_session_options_config_keys.h; paths that leave the folder are refused there too.
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });
  try {
    await requireUnchanged(files);
    return session;
  } catch (error) {
    await session.release();
    throw error;
  }
}

const onnxTypes = {
  FP32: 'float32',
  FP64: 'float64',
  INT64: 'int64',
  BYTES: 'string',
} as const satisfies Record<Datatype, Tensor.Type>;

function signatureProblems(
  side: 'input' | 'output',
  layouts: readonly TensorLayout[],
  metadata: readonly InferenceSession.ValueMetadata[],
): readonly string[] {
  const problems = layouts.flatMap(({ name, datatype }) => {
    const found = metadata.find((value) => value.name === name);
    const type = found?.isTensor === true ? found.type : 'nothing of that name';
    return type === onnxTypes[datatype]
      ? []
      : [`${side} ${name} must be ${onnxTypes[datatype]}, got ${type}`];
  });
  const extra =
    side === 'output' ? [] : metadata.filter(({ name }) => !layouts.some((layout) => layout.name === name));
  return [...problems, ...extra.map(({ name }) => `${side} ${name} is not in the manifest`)];
}

function tensorOf({ datatype, width }: TensorLayout, data: TensorData, rows: number): Tensor {
  const shape = width === 1 ? [rows] : [rows, width];
  // `unpackTensors` gives the typed array of the layout's datatype, or strings.
  return new Tensor(onnxTypes[datatype], data as Float64Array, shape);
}

function dataOf(
  { name, datatype, width }: TensorLayout,
  tensor: Tensor | undefined,
  rows: number,
): TensorData {
  if (tensor?.type !== onnxTypes[datatype] || tensor.size !== rows * width)
    throw new TypeError(`output ${name} must be ${onnxTypes[datatype]} with ${rows} × ${width} values`);
  // The type was compared above, and it decides which array onnxruntime returns.
  return tensor.data as TensorData;
}
