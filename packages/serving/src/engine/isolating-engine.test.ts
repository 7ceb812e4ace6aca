import { describe, expect, it } from 'vitest';
import type { InferenceEngine } from './inference-engine.js';
import type { SessionSource } from './inference-process.js';
import { IsolatingEngine } from './isolating-engine.js';

/** Writes down what it is asked for; `refuses` its loads where told to. */
function fakeEngine(name: string, calls: string[], refuses = false): InferenceEngine {
  const batch = { rows: 1, buffer: new ArrayBuffer(0), strings: [] };
  const note = async (call: string) => void calls.push(`${name} ${call}`);
  return {
    ...{ size: 2, pids: [calls.length], restarts: 1, residentBytes: [], isAvailable: true },
    async load({ key }) {
      await note(`load ${key}`);
      if (refuses) throw new Error('refused');
    },
    unload: (key) => note(`unload ${key}`),
    async run(key) {
      await note(`run ${key}`);
      return { batch, computeMs: 0 };
    },
    close: () => note('close'),
  };
}

const session = (key: number): SessionSource => ({ key, model: new Uint8Array(), inputs: [], outputs: [] });

function start({ refuses = false } = {}) {
  const calls: string[] = [];
  const engine = new IsolatingEngine({
    shared: fakeEngine('shared', calls),
    start: (workers) => fakeEngine(`own(${workers})`, calls, refuses),
  });
  const batch = { rows: 1, buffer: new ArrayBuffer(0), strings: [] };
  return { engine, calls, run: (key: number) => engine.run(key, batch) };
}

describe('IsolatingEngine', () => {
  it('scores a session where it was loaded', async () => {
    const { engine, calls, run } = start();
    await engine.load(session(1));
    await engine.loadApart(session(2), 3);
    await run(1);
    await run(2);
    await engine.unload(2);
    await engine.unload(1);
    expect(calls).toEqual([
      ...['shared load 1', 'own(3) load 2', 'shared run 1', 'own(3) run 2'],
      ...['own(3) close', 'shared unload 1'],
    ]);
  });

  it('ends the processes of a session that is refused', async () => {
    const { engine, calls } = start({ refuses: true });
    await expect(engine.loadApart(session(2), 1)).rejects.toThrow('refused');
    expect(calls).toEqual(['own(1) load 2', 'own(1) close']);
    expect(engine.restartsOf(2)).toBe(0);
  });

  it('counts the processes of sessions on, though they are unloaded', async () => {
    const { engine } = start();
    expect(engine.restartsApart).toBe(0);
    await engine.loadApart(session(2), 1);
    await engine.loadApart(session(3), 1);
    expect(engine.restartsApart).toBe(2);
    await engine.unload(2);
    expect([engine.restartsOf(2), engine.restartsApart]).toEqual([0, 2]);
    await engine.unload(2);
    await engine.loadApart(session(4), 1);
    expect(engine.restartsApart).toBe(3);
  });

  it('ends all processes at its close, and starts none after it', async () => {
    const { engine, calls } = start();
    await engine.loadApart(session(2), 1);
    expect([engine.restartsOf(2), engine.restarts, engine.pids]).toEqual([1, 1, [0, 0]]);
    await engine.close();
    expect(calls.slice(1)).toEqual(['shared close', 'own(1) close']);
    await expect(engine.loadApart(session(3), 1)).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' });
  });
});
