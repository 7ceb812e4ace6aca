/**
 * One life of the worker process: started, called, ended. A call is answered, or fails when the process ends or when its
 * time is over; then the process is killed, since a run inside of onnxruntime cannot be stopped otherwise.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Deferred, deferred } from '../deferred.js';
import { inferenceFailed, inferenceTimeout, sessionRefused, workerCrashed } from './errors.js';
import { bodyOf, MessageReader, sendMessage, writeMessage } from './message-pipe.js';
import { SharedMemory } from './shared-memory.js';
import { pipeDescriptor, type WorkerCall, type WorkerReply, type WorkerRequest } from './worker-messages.js';

/** The compiled entry file: the same path from `src/` and from `dist/`. */
export const compiledWorker = fileURLToPath(
  new URL('../../dist/engine/inference-worker.js', import.meta.url),
);

/** All that the worker gets to see of the environment: no secret, and onnxruntime does not phone home. */
const workerEnvironment = { ORT_DISABLE_TELEMETRY: '1' };

export type Answer = Extract<WorkerReply, { type: 'done' | 'scored' }> & { readonly body: ArrayBuffer };

interface PendingCall extends Deferred<Answer> {
  readonly timer: NodeJS.Timeout;
  /** What the worker's reason for a failure becomes. */
  readonly failure: (reason: string) => Error;
}

export class WorkerChannel {
  /** Resolves when the process answers; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  /** Undefined where the system had no room for another process. */
  readonly #pipe: Duplex | undefined;
  readonly #memory = SharedMemory.create();
  readonly #ready = deferred<void>();
  /** By id; an id is taken again when its call has ended. A Map would leave tables behind: see `RequestQueue`. */
  readonly #calls: (PendingCall | undefined)[] = [];
  readonly #freeIds: number[] = [];
  readonly #onEnd: (reason: string) => void;
  #residentBytes = 0;
  /** How many came. */
  #answers = 0;
  #endReason: string | undefined;

  /** `onEnd` is called once, before the calls in flight fail. */
  constructor(workerFile: string, onEnd: (reason: string) => void) {
    this.#onEnd = onEnd;
    this.ready = this.#ready.promise;
    this.#child = this.#spawn(workerFile);
    this.#child.once('exit', (code, signal) => this.#end(signal ?? `exit code ${code}`));
    // First of all: without descriptors left this is all that comes, and an error that nobody hears ends the server.
    this.#child.once('error', (error) => this.#end(error.message));
    // Safe: a descriptor of 'pipe' is a socket, open in both directions. A child that never began has no stdio.
    this.#pipe = this.#child.stdio?.[pipeDescriptor] as Duplex | undefined;
    const reader = new MessageReader((reply, body) => this.#receive(reply as WorkerReply, body));
    this.#pipe?.on('data', (chunk: Buffer) => reader.push(chunk));
    // A failed write means that the process is going: its end fails the calls.
    this.#pipe?.on('error', () => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the process held a second ago, at most; 0 in its first. */
  get residentBytes(): number {
    return this.#residentBytes;
  }

  /**
   * Sends a call, with its binary part in pieces, and waits for its answer.
   * @throws `WORKER_CRASHED`, `INFERENCE_TIMEOUT`; `INFERENCE_FAILED` of a run, `SESSION_REFUSED` of a load.
   */
  call(call: WorkerCall, timeoutMs: number, ...pieces: readonly Uint8Array[]): Promise<Answer> {
    if (this.#endReason !== undefined) return Promise.reject(workerCrashed(this.#endReason));
    const id = this.#freeIds.pop() ?? this.#calls.length;
    const timer = setTimeout(() => this.#timeOut(id, timeoutMs), timeoutMs);
    const failure = call.type === 'run' ? inferenceFailed : sessionRefused;
    const pending: PendingCall = { ...deferred<Answer>(), timer, failure };
    this.#calls[id] = pending;
    this.#send({ ...call, id }, pieces);
    return pending.promise;
  }

  /** Ends the process at once, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets the process end by itself when it is done. */
  disconnect(): void {
    this.#pipe?.end();
  }

  #spawn(workerFile: string): ChildProcess {
    try {
      return spawn(process.execPath, [workerFile], {
        env: workerEnvironment,
        stdio: ['ignore', 'ignore', 'inherit', 'pipe', this.#memory?.descriptor ?? 'ignore'],
      });
    } catch (error) {
      this.#memory?.close();
      throw error;
    }
  }

  #send(request: WorkerRequest, pieces: readonly Uint8Array[]): void {
    if (!this.#pipe) return;
    const body = bodyOf(pieces);
    if (request.type === 'run' && this.#memory?.write(request.id, pieces, body.bytes))
      sendMessage(this.#pipe, { ...request, sharedBytes: body.bytes });
    else writeMessage(this.#pipe, request, body);
  }

  #receive(reply: WorkerReply, body: ArrayBuffer): void {
    if (reply.type === 'ready') {
      this.#ready.resolve();
      return;
    }
    if (reply.type === 'memory') {
      this.#residentBytes = reply.residentBytes;
      return;
    }
    this.#answers += 1;
    const pending = this.#take(reply.id);
    // The next one begins now: what it waited for those before it is not its own.
    for (const waiting of this.#calls) waiting?.timer.refresh();
    if (reply.type === 'failed') pending?.reject(pending.failure(reply.reason));
    else pending?.resolve({ ...reply, body });
  }

  #timeOut(id: number, timeoutMs: number): void {
    const pending = this.#calls[id];
    const answers = this.#answers;
    // Where this process stood still, an answer may wait in the pipe: it is read before anybody is blamed.
    setImmediate(() => {
      if (this.#calls[id] !== pending || this.#answers !== answers) return;
      this.#take(id)?.reject(inferenceTimeout(timeoutMs));
      this.kill();
      // The next call must not go to a process that is dying.
      this.#end(`no answer in ${timeoutMs} ms`);
    });
  }

  #take(id: number): PendingCall | undefined {
    const pending = this.#calls[id];
    if (!pending) return undefined;
    this.#calls[id] = undefined;
    this.#freeIds.push(id);
    clearTimeout(pending.timer);
    return pending;
  }

  #end(reason: string): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    this.#memory?.close();
    this.#onEnd(reason);
    this.#ready.reject(workerCrashed(reason));
    for (const id of this.#calls.keys()) this.#take(id)?.reject(workerCrashed(reason));
  }
}
