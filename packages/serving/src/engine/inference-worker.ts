/**
 * The worker process: holds the onnxruntime sessions and runs batches, one after the other. It is an entry file,
 * forked by `inference-process.ts` with `serialization: 'advanced'`; onnxruntime runs synchronously, so it must never
 * be imported by the process that answers HTTP. It ends by itself when the channel to its parent closes.
 */

import { constants, setPriority } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { packTensors, unpackTensors } from './batch-codec.js';
import type { Datatype, TensorData, TensorLayout } from './tensor-layout.js';
import type { SessionSource, WorkerReply, WorkerRequest } from './worker-messages.js';

interface LoadedSession {
  readonly source: SessionSource;
  readonly session: InferenceSession;
}

const sessions = new Map<number, LoadedSession>();

const sessionOptions = {
  // One core for the whole worker: the default spins on every core and starves the HTTP process.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Errors are told in the answer; onnxruntime's own log would repeat values of the rows.
  logSeverityLevel: 4,
} as const satisfies InferenceSession.SessionOptions;

// HTTP comes first when cores are short: health checks and refusals stay quick, and waiting requests share larger batches.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
// A terminal's Ctrl-C reaches the whole process group; the parent decides when the worker ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (request: WorkerRequest) => {
  void answer(request).then(reply);
});
reply({ type: 'ready' });

function reply(message: WorkerReply): void {
  // Where the parent is gone, there is nobody to tell, and this process ends by itself.
  process.send?.(message, undefined, undefined, () => {});
}

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  try {
    if (request.type === 'run') return await run(request);
    if (request.type === 'load') await load(request.session);
    else await unload(request.key);
    return { type: 'done', id: request.id };
  } catch (error) {
    return { type: 'failed', id: request.id, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function load(source: SessionSource): Promise<void> {
  const session = await InferenceSession.create(source.model, sessionOptions);
  const problems = [
    ...signatureProblems('input', source.inputs, session.inputMetadata),
    ...signatureProblems('output', source.outputs, session.outputMetadata),
  ];
  if (problems.length > 0) {
    await session.release();
    throw new TypeError(`the graph is not what the manifest says: ${problems.join('; ')}`);
  }
  sessions.set(source.key, { source, session });
}

async function unload(key: number): Promise<void> {
  const loaded = sessions.get(key);
  sessions.delete(key);
  await loaded?.session.release();
}

async function run({ id, key, batch }: Extract<WorkerRequest, { type: 'run' }>): Promise<WorkerReply> {
  const loaded = sessions.get(key);
  if (!loaded) throw new TypeError(`session ${key} is not loaded`);
  const { source, session } = loaded;
  const started = performance.now();
  const inputs = unpackTensors(source.inputs, batch);
  const feeds = Object.fromEntries(
    source.inputs.map((layout, i) => [layout.name, tensorOf(layout, inputs[i] ?? [], batch.rows)]),
  );
  const results = await session.run(
    feeds,
    source.outputs.map(({ name }) => name),
  );
  const outputs = source.outputs.map((layout) => dataOf(layout, results[layout.name], batch.rows));
  const packed = packTensors(source.outputs, outputs, batch.rows);
  return { type: 'scored', id, batch: packed, computeMs: performance.now() - started };
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
