import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, page, startFaultServer } from '../testing/fault-server.js';
import { oneRunServer, trackerAt } from '../testing/one-run-server.js';
import { sampleStart } from '../testing/sample-start.js';
import type { MlflowTracker } from './mlflow-tracker.js';

/** Trains for as long as three epochs take, whatever the server does. */
async function train(tracker: MlflowTracker) {
  const run = await tracker.start(sampleStart('churn'));
  for (let epoch = 1; epoch <= 3; epoch += 1) run.logMetrics({ trainLoss: 1 / epoch }, epoch);
  await run.end('finished');
}

describe('FollowedRun', () => {
  it('sends all epochs in one request, and that the run is over', async () => {
    const { url, seen } = await startFaultServer([oneRunServer()]);
    const { tracker, notices, spool } = await trackerAt(url, { retries: 3 });
    await train(tracker);
    const logged = seen.filter((r) => r.url.endsWith('log-batch') && r.body.includes('trainLoss'));
    const metrics = logged.flatMap(({ body }) => JSON.parse(body).metrics);
    expect(metrics.map(({ step, value }) => [step, value])).toEqual([
      [1, 1],
      [2, 0.5],
      [3, 1 / 3],
    ]);
    expect(logged.length).toBeLessThan(3);
    const updates = seen.filter((r) => r.url.endsWith('runs/update')).map(({ body }) => JSON.parse(body));
    expect(updates).toMatchObject([{ run_id: 'r1', status: 'FINISHED' }]);
    const shown = `${url}/#/experiments/1/runs/r1?workflowType=machine_learning`;
    expect(notices).toEqual([{ kind: 'shown', url: shown }]);
    expect(await readdir(join(spool, 'streams'))).toEqual([]);
  });

  it('changes nothing but a warning when nothing listens', async () => {
    const { tracker, notices, spool } = await trackerAt('http://127.0.0.1:1', { retries: 3 });
    await train(tracker);
    expect(notices.at(-1)).toMatchObject({
      kind: 'spooled',
      waiting: 1,
      error: { code: 'MLFLOW_UNREACHABLE' },
    });
    expect((await readdir(join(spool, 'streams'))).length).toBe(1);
  });

  it.each([
    ['a login page', page(200, '<h1>Sign in</h1>'), 'MLFLOW_ANSWER_FOREIGN'],
    ['an overload', json(503, { message: 'busy' }, { 'retry-after': '60' }), 'MLFLOW_UNAVAILABLE'],
  ])('does not wait for %s to pass, and keeps what was logged', async (_, answer, code) => {
    const { url } = await startFaultServer([answer]);
    const { tracker, notices } = await trackerAt(url, { retries: 3 });
    await train(tracker);
    expect(notices.at(-1)).toMatchObject({ kind: 'spooled', waiting: 1, error: { code } });
  });

  it('is interrupted in the middle, and sends the rest to the same run later', async () => {
    const broken = oneRunServer({ 'runs/log-batch': json(500, { message: 'disk full' }) });
    let isBroken = true;
    const { url, seen } = await startFaultServer([
      (response, request) => (isBroken ? broken : oneRunServer())(response, request),
    ]);
    const { tracker, notices } = await trackerAt(url, { retries: 3 });
    await train(tracker);
    expect(notices.at(-1)).toMatchObject({ kind: 'spooled', waiting: 1 });
    isBroken = false;
    expect(await tracker.sync()).toEqual({ published: 1, rejected: 0, waiting: 0 });
    const batches = seen.filter((r) => r.url.endsWith('log-batch') && r.body.includes('trainLoss'));
    expect(JSON.parse(batches.at(-1)?.body ?? '')).toMatchObject({ run_id: 'r1', metrics: { length: 3 } });
  });

  it('puts aside what the server will never take, and lets the run go on', async () => {
    const refusal = json(400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'no' });
    const { url } = await startFaultServer([oneRunServer({ 'runs/log-batch': refusal })]);
    const { tracker, notices, spool } = await trackerAt(url, { retries: 3 });
    await train(tracker);
    expect(notices.filter(({ kind }) => kind === 'rejected')).toMatchObject([
      { error: { code: 'MLFLOW_REFUSED' } },
    ]);
    expect(await readdir(join(spool, 'streams'))).toEqual(['rejected']);
  });
});
