/**
 * The worker process: holds the onnxruntime sessions and runs batches, one after the other. It is an entry file,
 * started by `worker-channel.ts` with a pipe; onnxruntime runs synchronously, so it must never be imported by the
 * process that answers HTTP. It ends by itself when the other end of the pipe closes.
 */

import { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { MessageReader, sendMessage } from './message-pipe.js';
import { ModelSessions } from './model-sessions.js';
import { SharedMemory } from './shared-memory.js';
import { pipeDescriptor, sharedDescriptor, type WorkerReply, type WorkerRequest } from './worker-messages.js';

/** Below what else runs, but not so far that an overloaded server refuses in time and answers less. */
const nice = 5;
const sessions = new ModelSessions();

// HTTP comes first when cores are short: health checks and refusals stay quick, and waiting requests share larger batches.
setPriority(nice);
// A terminal's Ctrl-C reaches the whole process group; the parent decides when the worker ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const pipe = new Socket({ fd: pipeDescriptor, readable: true, writable: true, allowHalfOpen: true });
const memory = new SharedMemory(sharedDescriptor);
const nothing = new ArrayBuffer(0);
/** For what comes through the shared memory, taken again after each run: the system clears the pages of a new one. */
const spareBodies: ArrayBuffer[] = [];
const memoryIntervalMs = 1_000;
let unanswered = 0;
let isOver = false;
const reader = new MessageReader((request, body) => void receive(request as WorkerRequest, body));
pipe.on('data', (chunk: Buffer) => reader.push(chunk));
pipe.on('end', () => {
  isOver = true;
  endWhenDone();
});
// The parent is gone: there is nobody to answer, and what still waits would be computed for nothing.
pipe.on('error', () => process.kill(process.pid, 'SIGKILL'));
reply({ type: 'ready' });
setInterval(
  () => reply({ type: 'memory', residentBytes: process.memoryUsage.rss() }),
  memoryIntervalMs,
).unref();

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
  if (request.type === 'load') await sessions.load(request.session, new Uint8Array(body));
  else await sessions.unload(request.key);
  reply({ type: 'done', id: request.id });
}

type RunRequest = Extract<WorkerRequest, { type: 'run' }>;

async function run({ id, key, batch, sharedBytes }: RunRequest, sent: ArrayBuffer): Promise<void> {
  const buffer = sharedBytes === undefined ? sent : readShared(id, sharedBytes);
  // What it gives is a copy.
  const scored = await sessions.run(key, { ...batch, buffer });
  if (buffer !== sent) spareBodies.push(buffer);
  const { buffer: body, ...head } = scored.batch;
  reply({ type: 'scored', id, batch: head, computeMs: scored.computeMs }, body);
}

function readShared(slot: number, bytes: number): ArrayBuffer {
  const spare = spareBodies.pop();
  const body = spare && spare.byteLength >= bytes ? spare : new ArrayBuffer(bytes);
  memory.read(slot, new Uint8Array(body, 0, bytes));
  return body;
}
