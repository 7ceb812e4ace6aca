/**
 * Batches scored in this process: no message, no second process, and less memory, at the price of isolation. A run
 * blocks the event loop until it ends, no timeout can stop it, and a crash inside of onnxruntime ends the server. It is
 * for tiny models, and for functions of a cloud, which answer one request at a time anyway.
 */

import type { PackedBatch } from './batch-codec.js';
import { inferenceFailed, sessionRefused, workerUnavailable } from './errors.js';
import type { InferenceEngine } from './inference-engine.js';
import type { ScoredBatch, SessionSource } from './inference-process.js';
import type { ModelSessions } from './model-sessions.js';

export class InlineEngine implements InferenceEngine {
  readonly size = 1;
  readonly pids = [];
  readonly restarts = 0;
  readonly residentBytes = [];
  #sessions: ModelSessions | undefined;
  #isClosed = false;
  readonly #keys = new Set<number>();
  /** Batches that are being run. */
  readonly #runs = new Set<Promise<unknown>>();

  get isAvailable(): boolean {
    return !this.#isClosed;
  }

  /**
   * The first load brings onnxruntime into this process, which sends telemetry unless the app has set
   * `ORT_DISABLE_TELEMETRY` before.
   */
  async load(session: SessionSource): Promise<void> {
    const { ModelSessions } = await import('./model-sessions.js');
    this.#sessions ??= new ModelSessions();
    await this.#sessions.load(session, session.model).catch((error) => {
      throw sessionRefused(reasonOf(error));
    });
    this.#keys.add(session.key);
  }

  async unload(key: number): Promise<void> {
    this.#keys.delete(key);
    await this.#sessions?.unload(key);
  }

  run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    if (this.#isClosed) return Promise.reject(workerUnavailable('the server is stopping'));
    const run = this.#run(key, batch).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return run;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#runs);
    for (const key of this.#keys) await this.unload(key);
  }

  async #run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    try {
      if (!this.#sessions) throw new TypeError(`session ${key} is not loaded`);
      return await this.#sessions.run(key, batch);
    } catch (error) {
      throw inferenceFailed(reasonOf(error));
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
