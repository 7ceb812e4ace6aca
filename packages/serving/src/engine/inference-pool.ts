/**
 * Several worker processes as one: each holds a session of every model, and a batch goes to the one with the fewest
 * batches to do. One that is being replaced takes none as long as another can.
 */

import type { PackedBatch } from './batch-codec.js';
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
}

interface Worker {
  readonly process: InferenceProcess;
  /** Batches that it was given and has not answered. */
  batches: number;
}

export class InferencePool implements BatchRunner {
  readonly #workers: readonly Worker[];

  /** Starts the processes; calls wait until one is ready. */
  constructor({ workers = 1, ...options }: InferencePoolOptions) {
    this.#workers = Array.from({ length: workers }, () => ({
      process: new InferenceProcess(options),
      batches: 0,
    }));
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
    return this.#workers.reduce((sum, { process }) => sum + process.restarts, 0);
  }

  /** False when no worker can be started: callers are refused. */
  get isAvailable(): boolean {
    return this.#workers.some(({ process }) => process.isAvailable);
  }

  /** Loads a model in every process beside the others; where one refuses it, none has it. */
  async load(session: SessionSource): Promise<void> {
    const loads = await Promise.allSettled(this.#workers.map(({ process }) => process.load(session)));
    const refused = loads.find((load) => load.status === 'rejected');
    if (refused === undefined) return;
    await this.unload(session.key).catch(() => {});
    throw refused.reason;
  }

  async unload(key: number): Promise<void> {
    await Promise.all(this.#workers.map(({ process }) => process.unload(key)));
  }

  run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    const worker = this.#idlest();
    worker.batches += 1;
    return worker.process.run(key, batch).finally(() => {
      worker.batches -= 1;
    });
  }

  /** Ends the processes after the calls in flight. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ process }) => process.close()));
  }

  #idlest(): Worker {
    const ready = this.#workers.filter(({ process }) => process.isServing);
    const [first, ...others] = ready.length > 0 ? ready : this.#workers;
    if (first === undefined) throw new TypeError('a pool has one worker at least');
    return others.reduce((idlest, worker) => (worker.batches < idlest.batches ? worker : idlest), first);
  }
}
