/**
 * Puts each model where it is scored best: a tiny one into this process, where the way to a worker and back would take
 * longer than its run, all others into the workers. A model is always loaded into the workers first and measured there:
 * one that is slow, or that kills its process, never comes near the server's own.
 */

import type { PackedBatch } from './batch-codec.js';
import type { InferenceEngine } from './inference-engine.js';
import type { ScoredBatch, SessionSource } from './inference-process.js';
import { medianRun } from './median-run.js';

/** Where a model is scored, and what was measured. */
export interface EngineChoice {
  /** Of the session. */
  readonly key: number;
  readonly engine: 'inline' | 'workers';
  /** Median of the runs of one row. */
  readonly rowMs?: number;
  /** Median of the runs of 64 rows; left out where one row took too long already. */
  readonly batchMs?: number;
  /** Why nothing was measured. */
  readonly reason?: string;
}

export interface AutoEngineOptions {
  readonly workers: InferenceEngine;
  readonly inline: InferenceEngine;
  readonly onChoice?: ((choice: EngineChoice) => void) | undefined;
}

/** A run of one row must take less. A message to a worker and back takes about 80 µs. */
const mostRowMs = 0.05;
/** A run of so many rows must take less than this: so long nothing else is answered. */
const batchRows = 64;
const mostBatchMs = 1;

export class AutoEngine implements InferenceEngine {
  readonly #workers: InferenceEngine;
  readonly #inline: InferenceEngine;
  readonly #onChoice: AutoEngineOptions['onChoice'];
  readonly #inlineKeys = new Set<number>();

  constructor({ workers, inline, onChoice }: AutoEngineOptions) {
    this.#workers = workers;
    this.#inline = inline;
    this.#onChoice = onChoice;
  }

  get size(): number {
    return this.#workers.size;
  }

  get pids(): readonly number[] {
    return this.#workers.pids;
  }

  get restarts(): number {
    return this.#workers.restarts;
  }

  get residentBytes(): readonly number[] {
    return this.#workers.residentBytes;
  }

  get isAvailable(): boolean {
    return this.#workers.isAvailable;
  }

  async load(session: SessionSource): Promise<void> {
    await this.#workers.load(session);
    const choice = await this.#choose(session);
    if (choice.engine === 'inline') await this.#moveInline(session);
    this.#onChoice?.(choice);
  }

  async unload(key: number): Promise<void> {
    await (this.#inlineKeys.delete(key) ? this.#inline : this.#workers).unload(key);
  }

  run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    return (this.#inlineKeys.has(key) ? this.#inline : this.#workers).run(key, batch);
  }

  async close(): Promise<void> {
    await Promise.all([this.#workers.close(), this.#inline.close()]);
  }

  /** A model that cannot be measured stays in the workers. */
  async #choose(session: SessionSource): Promise<EngineChoice> {
    const { key } = session;
    try {
      const rowMs = await medianRun(this.#workers, session, 1);
      // A batch of a large model could take longer than the hard timeout, and end its worker.
      if (rowMs >= mostRowMs) return { key, engine: 'workers', rowMs };
      const batchMs = await medianRun(this.#workers, session, batchRows);
      return { key, engine: batchMs < mostBatchMs ? 'inline' : 'workers', rowMs, batchMs };
    } catch (error) {
      return { key, engine: 'workers', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #moveInline(session: SessionSource): Promise<void> {
    try {
      await this.#inline.load(session);
      this.#inlineKeys.add(session.key);
    } finally {
      await this.#workers.unload(session.key).catch(() => {});
    }
  }
}
