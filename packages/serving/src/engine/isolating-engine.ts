/**
 * Sessions in processes of their own beside those that share the workers: a version that is on trial must not slow down,
 * or take with it, what serves. The processes live from the session's load to its unload.
 */

import type { PackedBatch } from './batch-codec.js';
import { workerUnavailable } from './errors.js';
import type { InferenceEngine } from './inference-engine.js';
import type { ScoredBatch, SessionSource } from './inference-process.js';

export interface IsolatingEngineOptions {
  /** What scores all other sessions. */
  readonly shared: InferenceEngine;
  /** Starts so many processes. */
  readonly start: (workers: number) => InferenceEngine;
}

export class IsolatingEngine implements InferenceEngine {
  readonly #shared: InferenceEngine;
  readonly #start: IsolatingEngineOptions['start'];
  /** By session. */
  readonly #own = new Map<number, InferenceEngine>();
  readonly #ending = new Set<Promise<void>>();
  /** Of sessions that are unloaded. */
  #restartsOfEnded = 0;
  #isClosed = false;

  constructor({ shared, start }: IsolatingEngineOptions) {
    this.#shared = shared;
    this.#start = start;
  }

  get size(): number {
    return this.#shared.size;
  }

  /** The shared ones first. */
  get pids(): readonly number[] {
    return [this.#shared, ...this.#own.values()].flatMap(({ pids }) => pids);
  }

  /** Of the shared processes. */
  get restarts(): number {
    return this.#shared.restarts;
  }

  /** In the order of `pids`. */
  get residentBytes(): readonly number[] {
    return [...this.#shared.residentBytes, ...this.residentBytesApart];
  }

  get isAvailable(): boolean {
    return this.#shared.isAvailable;
  }

  /** Of the processes of single sessions, those that are unloaded included: it never falls. */
  get restartsApart(): number {
    return [...this.#own.values()].reduce((sum, { restarts }) => sum + restarts, this.#restartsOfEnded);
  }

  /** Of the processes of single sessions. */
  get residentBytesApart(): readonly number[] {
    return [...this.#own.values()].flatMap(({ residentBytes }) => residentBytes);
  }

  /** How often a process of this session ended; 0 for a session that has none of its own. */
  restartsOf(key: number): number {
    return this.#own.get(key)?.restarts ?? 0;
  }

  load(session: SessionSource): Promise<void> {
    return this.#shared.load(session);
  }

  /** Loads a model into processes of its own. @throws As `load` does; they are ended then. */
  async loadApart(session: SessionSource, workers: number): Promise<void> {
    if (this.#isClosed) throw workerUnavailable('the server is stopping');
    const engine = this.#start(workers);
    this.#own.set(session.key, engine);
    try {
      await engine.load(session);
    } catch (error) {
      await this.unload(session.key);
      throw error;
    }
  }

  async unload(key: number): Promise<void> {
    const own = this.#own.get(key);
    if (!own) return this.#shared.unload(key);
    this.#own.delete(key);
    const ended = own.close().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
    // An engine that is closing counts no more.
    this.#restartsOfEnded += own.restarts;
    return ended;
  }

  run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    return (this.#own.get(key) ?? this.#shared).run(key, batch);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const engines = [this.#shared, ...this.#own.values()];
    await Promise.all([...engines.map((engine) => engine.close()), ...this.#ending]);
  }
}
