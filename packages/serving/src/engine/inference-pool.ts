/**
 * Several worker processes as one: each holds a session of every model, and a batch goes to the one with the fewest
 * batches to do. One that is being replaced takes none as long as another can; one that holds too much memory works
 * until its successor has every model.
 */

import type { PackedBatch } from './batch-codec.js';
import { isWorkerCrash } from './errors.js';
import {
  type BatchRunner,
  InferenceProcess,
  type InferenceProcessOptions,
  type ScoredBatch,
  type SessionSource,
} from './inference-process.js';

export interface InferencePoolOptions extends InferenceProcessOptions {
  /** Processes. Default 1. */
  readonly workers?: number;
  /** A process that holds more bytes is replaced. Default: none is. */
  readonly maxWorkerBytes?: number;
  /** A process is not replaced for its memory before it is this old: a limit too low must not mean no rest. Default 60 s. */
  readonly minWorkerAgeMs?: number;
  /** Called when a process is to be replaced for its memory. */
  readonly onRecycle?: (residentBytes: number) => void;
}

interface Worker {
  readonly process: InferenceProcess;
  /** When it began, or was last left as it is. */
  startedAt: number;
  /** Batches that it was given and has not answered. */
  batches: number;
}

export class InferencePool implements BatchRunner {
  readonly #options: InferencePoolOptions;
  readonly #workers: Worker[];
  /** Those that were replaced and are not gone. */
  readonly #retired = new Set<Worker>();
  readonly #sessions = new Map<number, SessionSource>();
  /** What is done to all workers is done one after the other: a successor must not miss a model. */
  #change: Promise<unknown> = Promise.resolve();
  #isRecycling = false;
  #isClosed = false;
  #restartsOfRetired = 0;
  #recycled = 0;

  /** Starts the processes; calls wait until one is ready. */
  constructor(options: InferencePoolOptions) {
    this.#options = options;
    this.#workers = Array.from({ length: options.workers ?? 1 }, () => this.#startWorker());
  }

  get size(): number {
    return this.#workers.length;
  }

  /** Process ids of the workers that are alive or starting. */
  get pids(): readonly number[] {
    return this.#workers.flatMap(({ process }) => process.pid ?? []);
  }

  /** Processes that ended and were replaced. */
  get restarts(): number {
    return this.#workers.reduce((sum, { process }) => sum + process.restarts, this.#restartsOfRetired);
  }

  /** Processes that were replaced for their memory. */
  get recycled(): number {
    return this.#recycled;
  }

  /** What each process held a second ago, at most, in bytes; 0 where that is not known yet. */
  get residentBytes(): readonly number[] {
    return this.#workers.map(({ process }) => process.residentBytes);
  }

  /** False when no worker can be started: callers are refused. */
  get isAvailable(): boolean {
    return this.#workers.some(({ process }) => process.isAvailable);
  }

  /** Loads a model in every process beside the others; where one refuses it, none has it. */
  load(session: SessionSource): Promise<void> {
    return this.#next(async () => {
      const loads = await Promise.allSettled(this.#workers.map(({ process }) => process.load(session)));
      const refused = loads.find((load) => load.status === 'rejected');
      if (refused) {
        await this.#unloadAll(session.key).catch(() => {});
        throw refused.reason;
      }
      this.#sessions.set(session.key, session);
    });
  }

  unload(key: number): Promise<void> {
    return this.#next(() => this.#unloadAll(key));
  }

  /**
   * A batch that its process died of is run once more: most deaths have other causes. One that only waited behind it is
   * run again as often as it takes.
   */
  async run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    for (let deaths = 0; ; ) {
      const worker = this.#idlest();
      worker.batches += 1;
      try {
        return await worker.process.run(key, batch);
      } catch (error) {
        if (!isWorkerCrash(error)) throw error;
        if (worker.process.diedOf(batch)) deaths += 1;
        if (deaths > 1) throw error;
      } finally {
        worker.batches -= 1;
        this.#lookAfter(worker);
      }
    }
  }

  /** Ends the processes after the calls in flight. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#workers, ...this.#retired].map(({ process }) => process.close()));
    await this.#change;
  }

  #startWorker(): Worker {
    return {
      process: new InferenceProcess(this.#options),
      startedAt: performance.now(),
      batches: 0,
    };
  }

  #idlest(): Worker {
    const ready = this.#workers.filter(({ process }) => process.isServing);
    const [first, ...others] = ready.length > 0 ? ready : this.#workers;
    if (first === undefined) throw new TypeError('a pool has one worker at least');
    return others.reduce((idlest, worker) => (worker.batches < idlest.batches ? worker : idlest), first);
  }

  #next<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => {});
    return done;
  }

  async #unloadAll(key: number): Promise<void> {
    this.#sessions.delete(key);
    await Promise.all(this.#workers.map(({ process }) => process.unload(key)));
  }

  /** After each batch: a retired worker goes after its last, and one that holds too much is to be replaced. */
  #lookAfter(worker: Worker): void {
    if (this.#retired.has(worker)) {
      this.#endIfDone(worker);
      return;
    }
    const { maxWorkerBytes = Number.POSITIVE_INFINITY, minWorkerAgeMs = 60_000 } = this.#options;
    const { residentBytes } = worker.process;
    if (residentBytes <= maxWorkerBytes || this.#isRecycling || this.#isClosed) return;
    if (performance.now() - worker.startedAt < minWorkerAgeMs) return;
    this.#isRecycling = true;
    this.#options.onRecycle?.(residentBytes);
    void this.#next(() => this.#replace(worker)).finally(() => {
      this.#isRecycling = false;
    });
  }

  /** The old one works until the new one has every model; where that fails, it goes on, and its age starts anew. */
  async #replace(worker: Worker): Promise<void> {
    const successor = this.#startWorker();
    try {
      for (const session of this.#sessions.values()) await successor.process.load(session);
      if (this.#isClosed) throw new Error('the pool was closed meanwhile');
    } catch {
      worker.startedAt = performance.now();
      await successor.process.close();
      return;
    }
    this.#workers[this.#workers.indexOf(worker)] = successor;
    this.#recycled += 1;
    this.#restartsOfRetired += worker.process.restarts;
    this.#retired.add(worker);
    this.#endIfDone(worker);
  }

  #endIfDone(worker: Worker): void {
    if (worker.batches === 0) void worker.process.close().then(() => this.#retired.delete(worker));
  }
}
