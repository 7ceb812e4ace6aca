/**
 * The worker process: holds the onnxruntime sessions and runs batches, one after the other. It is an entry file,
 * started by `worker-channel.ts` with a pipe; onnxruntime runs synchronously, so it must never be imported by the
 * process that answers HTTP. It ends by itself when the other end of the pipe closes.
 */

import { Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { packTensors, unpackTensors } from './batch-codec.js';
import { MessageReader, sendMessage } from './message-pipe.js';
import type { Datatype, TensorData, TensorLayout } from './tensor-layout.js';
import {
  pipeDescriptor,
  type SessionLayout,
  type WorkerReply,
  type WorkerRequest,
} from './worker-messages.js';

interface LoadedSession {
  readonly layout: SessionLayout;
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

const pipe = new Socket({ fd: pipeDescriptor, readable: true, writable: true, allowHalfOpen: true });
const nothing = new ArrayBuffer(0);
let unanswered = 0;
let isOver = false;
const reader = new MessageReader((request, body) => void receive(request as WorkerRequest, body));
pipe.on('data', (chunk: Buffer) => reader.push(chunk));
pipe.on('end', () => {
  isOver = true;
  endWhenDone();
});
// The parent is gone: there is nobody to answer, and nothing keeps this process alive.
pipe.on('error', () => {});
reply({ type: 'ready' });

function reply(head: WorkerReply, body: ArrayBuffer = nothing): void {
  sendMessage(pipe, head, new Uint8Array(body));
}

async function receive(request: WorkerRequest, body: ArrayBuffer): Promise<void> {
  unanswered += 1;
  try {
    await answer(request, body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reply({ type: 'failed', id: request.id, reason });
  }
  unanswered -= 1;
  endWhenDone();
}

/** Nothing else keeps this process alive. */
function endWhenDone(): void {
  if (isOver && unanswered === 0) pipe.end();
}

async function answer(request: WorkerRequest, body: ArrayBuffer): Promise<void> {
  if (request.type === 'run') return await run(request, body);
  if (request.type === 'load') await load(request.session, body);
  else await unload(request.key);
  reply({ type: 'done', id: request.id });
}

async function load(layout: SessionLayout, model: ArrayBuffer): Promise<void> {
  const session = await InferenceSession.create(new Uint8Array(model), sessionOptions);
  const problems = [
    ...signatureProblems('input', layout.inputs, session.inputMetadata),
    ...signatureProblems('output', layout.outputs, session.outputMetadata),
  ];
  if (problems.length > 0) {
    await session.release();
    throw new TypeError(`the graph is not what the manifest says: ${problems.join('; ')}`);
  }
  sessions.set(layout.key, { layout, session });
}

async function unload(key: number): Promise<void> {
  const loaded = sessions.get(key);
  sessions.delete(key);
  await loaded?.session.release();
}

type RunRequest = Extract<WorkerRequest, { type: 'run' }>;

async function run({ id, key, batch }: RunRequest, buffer: ArrayBuffer): Promise<void> {
  const loaded = sessions.get(key);
  if (!loaded) throw new TypeError(`session ${key} is not loaded`);
  const { session, layout } = loaded;
  const { rows } = batch;
  const started = performance.now();
  const inputs = unpackTensors(layout.inputs, { ...batch, buffer });
  const feeds = Object.fromEntries(
    layout.inputs.map((input, i) => [input.name, tensorOf(input, inputs[i] ?? [], rows)]),
  );
  const results = await session.run(
    feeds,
    layout.outputs.map(({ name }) => name),
  );
  const outputs = layout.outputs.map((output) => dataOf(output, results[output.name], rows));
  const scored = packTensors(layout.outputs, outputs, rows);
  const computeMs = performance.now() - started;
  reply({ type: 'scored', id, batch: { rows, strings: scored.strings }, computeMs }, scored.buffer);
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
