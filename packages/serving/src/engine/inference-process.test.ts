import { describe, expect, it, onTestFinished } from 'vitest';
import { joinRequests } from '../bare/join-tensors.js';
import { bareBytes } from '../testing/bare-models.js';
import { tinyLabels, tinyProbabilities } from '../testing/tiny-model.js';
import { score, tinySession } from '../testing/tiny-session.js';
import { InferenceProcess, type InferenceProcessOptions } from './inference-process.js';
import { unpackNamedTensors } from './tensor-batch.js';
import type { RequestRows } from './tensor-layout.js';

/** A row that onnxruntime fails on: its age is not in the model's table. */
const badRow: RequestRows = { rows: 1, cells: [1000, null, ''] };

function start(options: Partial<InferenceProcessOptions> = {}): InferenceProcess {
  const engine = new InferenceProcess({ hardTimeoutMs: 5_000, ...options });
  onTestFinished(() => engine.close());
  return engine;
}

/** Ends the worker as the kernel does when memory runs out. */
function kill(engine: InferenceProcess): void {
  if (engine.pid !== undefined) process.kill(engine.pid, 'SIGKILL');
}

describe('InferenceProcess', () => {
  it('gives what onnxruntime gives in Python, with several sessions side by side', async () => {
    const engine = start();
    const [first, second] = [await tinySession(1, 1), await tinySession(2, 2)];
    await engine.load(first);
    await engine.load(second);
    expect(await score(engine, first)).toEqual({ label: tinyLabels[1], yes: tinyProbabilities[1] });
    expect(await score(engine, second)).toEqual({ label: tinyLabels[2], yes: tinyProbabilities[2] });
  });

  it('tells what onnxruntime says of rows that it fails on, and goes on', async () => {
    const engine = start();
    const session = await tinySession(1);
    await engine.load(session);
    await expect(score(engine, session, badRow)).rejects.toMatchObject({
      code: 'INFERENCE_FAILED',
      status: 500,
    });
    expect((await score(engine, session)).yes).toEqual(tinyProbabilities[1]);
  });

  it('keeps large batches apart that are under way at the same time', async () => {
    const engine = start();
    await engine.load({ key: 1, model: await bareBytes('double'), inputs: [], outputs: [], isBare: true });
    // Above and below what goes through shared memory.
    const rows = [20_000, 1, 40_000, 20_000, 5_000, 30_000];
    const sums = await Promise.all(
      rows.map(async (count, i) => {
        const data = new Uint8Array(new Float32Array(3 * count).fill(i + 1).buffer);
        const x = { name: 'x', datatype: 'FP32', shape: [count, 3], data } as const;
        const { batch } = await engine.run(1, joinRequests([{ rows: count, inputs: [x] }]));
        const [y] = unpackNamedTensors({ ...batch, tensors: batch.tensors ?? [] });
        if (!(y?.data instanceof Uint8Array)) throw new TypeError('y has numbers');
        return new Float32Array(y.data.buffer, y.data.byteOffset, 3 * count).reduce(
          (sum, value) => sum + value,
        );
      }),
    );
    expect(sums).toEqual(rows.map((count, i) => 2 * (i + 1) * 3 * count));
  });

  it('refuses a file that is no model', async () => {
    const engine = start();
    const session = { ...(await tinySession(1)), model: Uint8Array.of(1, 2, 3) };
    await expect(engine.load(session)).rejects.toMatchObject({ code: 'SESSION_REFUSED' });
  });

  it('refuses a graph that is not what the manifest says', async () => {
    const engine = start();
    const session = await tinySession(1);
    const inputs = session.inputs.map((input) =>
      input.name === 'age' ? { ...input, name: 'tenure' } : input,
    );
    await expect(engine.load({ ...session, inputs })).rejects.toThrow(
      'input tenure must be int64, got nothing of that name; input age is not in the manifest',
    );
  });

  it('forgets a session that was unloaded', async () => {
    const engine = start();
    const session = await tinySession(1);
    await engine.load(session);
    await engine.unload(1);
    await expect(score(engine, session)).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
  });

  it('comes back with its sessions after the process was killed', async () => {
    const crashes: string[] = [];
    const engine = start({ onCrash: (reason) => crashes.push(reason) });
    const session = await tinySession(1);
    await engine.load(session);
    kill(engine);
    await expect.poll(() => crashes).toEqual(['SIGKILL']);
    expect((await score(engine, session)).yes).toEqual(tinyProbabilities[1]);
    expect(engine.restarts).toBe(1);
  });

  it('fails the call that was in flight when the process died', async () => {
    const engine = start();
    const session = await tinySession(1);
    await engine.load(session);
    const answer = score(engine, session);
    kill(engine);
    await expect(answer).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
  });

  it('kills a process that hangs, and answers with a timeout', async () => {
    const engine = start({ hardTimeoutMs: 1_000 });
    const session = await tinySession(1);
    await engine.load(session);
    const { pid } = engine;
    if (pid !== undefined) process.kill(pid, 'SIGSTOP');
    await expect(score(engine, session)).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT', status: 504 });
    expect((await score(engine, session)).yes).toEqual(tinyProbabilities[1]);
    expect(engine.pid).not.toBe(pid);
  });

  it('takes an answer that came in time, while this process stood still', async () => {
    const engine = start({ hardTimeoutMs: 500 });
    const session = await tinySession(1);
    await engine.load(session);
    const { pid } = engine;
    const answer = score(engine, session);
    // It is sent by then.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    expect((await answer).yes).toEqual(tinyProbabilities[1]);
    expect(engine.pid).toBe(pid);
  });

  it('refuses calls when the process cannot be started, instead of letting them wait', async () => {
    const engine = start({ workerFile: '/no/such/worker.js' });
    await expect(engine.load(await tinySession(1))).rejects.toMatchObject({
      code: 'WORKER_UNAVAILABLE',
      status: 503,
    });
    expect(engine.isAvailable).toBe(false);
  });

  it('refuses calls when the system does not start a process at all', async () => {
    // Node.js throws then, as it does when memory or processes run out.
    const engine = start({ workerFile: 'not\0a path' });
    await expect(engine.load(await tinySession(1))).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    expect(engine.isAvailable).toBe(false);
    expect(engine.pid).toBeUndefined();
  });

  it('refuses calls after it was closed', async () => {
    const engine = start();
    await engine.load(await tinySession(1));
    await engine.close();
    await expect(engine.unload(1)).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE', status: 503 });
    expect(engine.isAvailable).toBe(false);
  });
});
