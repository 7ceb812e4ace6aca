import { describe, expect, it } from 'vitest';
import { tinySession } from '../testing/tiny-session.js';
import { AutoEngine, type EngineChoice } from './auto-engine.js';
import type { PackedBatch } from './batch-codec.js';
import { packRequests } from './batch-codec.js';
import type { InferenceEngine } from './inference-engine.js';
import type { ScoredBatch, SessionSource } from './inference-process.js';

/** An engine whose runs take what it is told, by the number of rows. */
class FakeEngine implements InferenceEngine {
  readonly size = 3;
  readonly pids = [7];
  readonly restarts = 0;
  readonly residentBytes = [2 ** 20];
  readonly isAvailable = true;
  readonly loaded = new Set<number>();
  readonly runs: number[] = [];
  isClosed = false;
  readonly #msOf: (rows: number) => number;

  constructor(msOf: (rows: number) => number = () => 0) {
    this.#msOf = msOf;
  }

  async load({ key }: SessionSource): Promise<void> {
    this.loaded.add(key);
  }

  async unload(key: number): Promise<void> {
    this.loaded.delete(key);
  }

  async run(_key: number, batch: PackedBatch): Promise<ScoredBatch> {
    this.runs.push(batch.rows);
    return { batch, computeMs: this.#msOf(batch.rows) };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

async function loadedBy(msOf: (rows: number) => number) {
  const [workers, inline] = [new FakeEngine(msOf), new FakeEngine()];
  const choices: EngineChoice[] = [];
  const engine = new AutoEngine({ workers, inline, onChoice: (choice) => void choices.push(choice) });
  const session = await tinySession(5);
  await engine.load(session);
  return { engine, workers, inline, choices, session };
}

describe('AutoEngine', () => {
  it('moves a tiny model out of the workers into this process', async () => {
    const { engine, workers, inline, choices, session } = await loadedBy((rows) => (rows === 1 ? 0.04 : 0.9));
    expect(choices).toEqual([{ key: 5, engine: 'inline', rowMs: 0.04, batchMs: 0.9 }]);
    expect([workers.loaded.size, inline.loaded.size]).toEqual([0, 1]);
    const measured = workers.runs.length;
    await engine.run(5, packRequests(session.inputs, [{ rows: 2, cells: [1, 2, 'a', 3, 4, 'b'] }]));
    expect([workers.runs.length, inline.runs]).toEqual([measured, [2]]);
    await engine.unload(5);
    expect(inline.loaded.size).toBe(0);
  });

  it.each<[string, (rows: number) => number, object]>([
    ['whose row takes 50 µs', () => 0.05, { rowMs: 0.05 }],
    ['whose batch takes 1 ms', (rows) => (rows === 1 ? 0.01 : 1), { rowMs: 0.01, batchMs: 1 }],
  ])('leaves a model in the workers %s', async (_, msOf, times) => {
    const { engine, workers, inline, choices, session } = await loadedBy(msOf);
    expect(choices).toEqual([{ key: 5, engine: 'workers', ...times }]);
    expect([workers.loaded.size, inline.loaded.size]).toEqual([1, 0]);
    await engine.run(5, packRequests(session.inputs, [{ rows: 1, cells: [1, 2, 'a'] }]));
    expect(inline.runs).toEqual([]);
    await engine.unload(5);
    expect(workers.loaded.size).toBe(0);
  });

  it('does not run a batch of a model that is slow with one row', async () => {
    const { workers } = await loadedBy(() => 150);
    expect(workers.runs).toEqual([1, 1]);
  });

  it('leaves a model in the workers that fails on made-up rows', async () => {
    const { workers, choices } = await loadedBy(() => {
      throw new TypeError('no such age');
    });
    expect(choices).toEqual([{ key: 5, engine: 'workers', reason: 'no such age' }]);
    expect(workers.loaded.size).toBe(1);
  });

  it('is as many as its workers are, and closes both', async () => {
    const { engine, workers, inline } = await loadedBy(() => 1);
    expect(engine).toMatchObject({ size: 3, pids: [7], restarts: 0, isAvailable: true });
    await engine.close();
    expect([workers.isClosed, inline.isClosed]).toEqual([true, true]);
  });
});
