import { describe, expect, it, onTestFinished } from 'vitest';
import { tinyLabels, tinyProbabilities } from '../testing/tiny-model.js';
import { score, tinySession } from '../testing/tiny-session.js';
import { InlineEngine } from './inline-engine.js';

function start(): InlineEngine {
  const engine = new InlineEngine();
  onTestFinished(() => engine.close());
  return engine;
}

describe('InlineEngine', () => {
  it('gives what the workers give, with several sessions side by side and no process', async () => {
    const engine = start();
    const [first, second] = [await tinySession(1, 1), await tinySession(2, 2)];
    await engine.load(first);
    await engine.load(second);
    expect(await score(engine, first)).toEqual({ label: tinyLabels[1], yes: tinyProbabilities[1] });
    expect(await score(engine, second)).toEqual({ label: tinyLabels[2], yes: tinyProbabilities[2] });
    expect(engine).toMatchObject({ pids: [], restarts: 0, isAvailable: true });
  });

  it('throws INFERENCE_FAILED for rows that the model fails on, and goes on', async () => {
    const engine = start();
    const session = await tinySession(1);
    await engine.load(session);
    // An age that is not in the model's table.
    const failing = score(engine, session, { rows: 1, cells: [1000, null, ''] });
    await expect(failing).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
    expect(await score(engine, session)).toMatchObject({ label: tinyLabels[1] });
  });

  it('throws SESSION_REFUSED for a file that is no model, and for another signature', async () => {
    const engine = start();
    const session = await tinySession(1);
    const broken = { ...session, model: session.model.slice(0, 20) };
    await expect(engine.load(broken)).rejects.toMatchObject({ code: 'SESSION_REFUSED' });
    const narrower = { ...session, inputs: session.inputs.slice(1) };
    await expect(engine.load(narrower)).rejects.toThrow(/input age is not in the manifest/);
    await expect(score(engine, session)).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
  });

  it('has a model no more once it is unloaded', async () => {
    const engine = start();
    const session = await tinySession(1);
    await engine.load(session);
    await engine.unload(session.key);
    await expect(score(engine, session)).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
  });

  it('answers what is under way when it is closed, and refuses what comes later', async () => {
    const engine = start();
    const session = await tinySession(1);
    await engine.load(session);
    const underWay = score(engine, session);
    await engine.close();
    await expect(underWay).resolves.toMatchObject({ label: tinyLabels[1] });
    await expect(score(engine, session)).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    expect(engine.isAvailable).toBe(false);
  });
});
