import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { type Answer, json, page, startFaultServer } from '../testing/fault-server.js';
import { experiment, oneRunServer, runInfo, trackerAt } from '../testing/one-run-server.js';
import { type SampleRun, sampleRun } from '../testing/sample-run.js';

/** Where the bundles of these runs are. */
const bundlesOf = (samples: readonly SampleRun[]) => ({
  bundleFolder: async ({ id }: RunRecord) => samples.find(({ run }) => run.id === id)?.folder ?? '',
});

describe('MlflowTracker', () => {
  it('sends the run, its bundle and last that it is finished', async () => {
    const sample = await sampleRun();
    const { url, seen } = await startFaultServer([oneRunServer()]);
    const { tracker, notices, spool } = await trackerAt(url, bundlesOf([sample]));
    await tracker.publish(sample.run);
    expect(notices).toEqual([
      {
        kind: 'published',
        run: sample.run,
        runId: 'r1',
        url: `${url}/#/experiments/1/runs/r1?workflowType=machine_learning`,
      },
    ]);
    expect(await readdir(spool)).toEqual([]);
    const uploads = seen
      .filter(({ method }) => method === 'PUT')
      .map((request) => request.url.split('/').at(-1));
    expect(uploads).toEqual(['model.onnx', 'metrics.json', 'MLmodel', 'MODEL_CARD.md', 'manifest.json']);
    expect(seen.at(-1)).toMatchObject({
      url: '/api/2.0/mlflow/runs/update',
      body: '{"run_id":"r1","status":"FINISHED","end_time":1795255200000}',
    });
  });

  it('keeps records in order while nothing listens, and says so each time', async () => {
    const samples = [
      await sampleRun('2026-11-21T10:00:00.000Z'),
      await sampleRun('2026-11-21T11:00:00.000Z'),
    ];
    const { tracker, notices, spool } = await trackerAt('http://127.0.0.1:1', bundlesOf(samples));
    for (const { run } of samples) await tracker.publish(run);
    expect(notices).toMatchObject([
      { kind: 'spooled', waiting: 1, error: { code: 'MLFLOW_UNREACHABLE' } },
      { kind: 'spooled', waiting: 2, error: { code: 'MLFLOW_UNREACHABLE' } },
    ]);
    expect(await tracker.sync()).toEqual({ published: 0, rejected: 0, waiting: 2 });
    const expected = samples.map(({ run }) => `${run.time.replace(/[-:.]/g, '')}-${run.id}.json`);
    expect(await readdir(spool)).toEqual(expected);
  });

  it.each([
    ['a login page', page(200, '<h1>Sign in</h1>'), 'MLFLOW_ANSWER_FOREIGN'],
    ['a missing password', page(401, 'You are not authenticated.'), 'MLFLOW_ACCESS_DENIED'],
    [
      'an overload',
      json(503, { error_code: 'TEMPORARILY_UNAVAILABLE', message: 'busy' }),
      'MLFLOW_UNAVAILABLE',
    ],
    [
      'a deleted experiment',
      json(200, { experiment: { ...experiment, lifecycle_stage: 'deleted' } }),
      'MLFLOW_EXPERIMENT_DELETED',
    ],
  ])('keeps the record through %s', async (_, answer, code) => {
    const sample = await sampleRun();
    const { url } = await startFaultServer([answer]);
    const { tracker, notices } = await trackerAt(url, bundlesOf([sample]));
    await tracker.publish(sample.run);
    expect(notices).toMatchObject([{ kind: 'spooled', waiting: 1, error: { code } }]);
  });

  it('keeps the record when an upload breaks, and finishes the same run later', async () => {
    const sample = await sampleRun();
    const broken = oneRunServer({ 'runs/update': json(500, { message: 'disk full' }) });
    const { url, seen } = await startFaultServer([...Array<Answer>(10).fill(broken), oneRunServer()]);
    const { tracker, notices } = await trackerAt(url, bundlesOf([sample]));
    await tracker.publish(sample.run);
    expect(await tracker.sync()).toEqual({ published: 1, rejected: 0, waiting: 0 });
    expect(notices).toMatchObject([{ kind: 'spooled' }, { kind: 'published', runId: 'r1' }]);
    expect(seen.filter((request) => request.url.endsWith('runs/create'))).toEqual([]);
  });

  it('puts aside what the server will never take, and goes on with the next', async () => {
    const samples = [
      await sampleRun('2026-11-21T10:00:00.000Z'),
      await sampleRun('2026-11-21T11:00:00.000Z'),
    ];
    const refusal = json(400, {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: 'Changing param values is not allowed',
    });
    const refusing = oneRunServer({ 'runs/log-batch': refusal });
    const { url } = await startFaultServer([refusing, refusing, refusing, oneRunServer()]);
    const { tracker, notices, spool } = await trackerAt(url, bundlesOf(samples));
    const [first, second] = samples;
    if (first) await tracker.publish(first.run);
    if (second) await tracker.publish(second.run);
    expect(notices).toMatchObject([
      { kind: 'rejected', error: { code: 'MLFLOW_REFUSED' } },
      { kind: 'published' },
    ]);
    expect((await readdir(join(spool, 'rejected'))).length).toBe(1);
  });

  it('puts aside a run whose bundle is gone', async () => {
    const { run } = await sampleRun();
    const { url } = await startFaultServer([oneRunServer()]);
    const { tracker, notices } = await trackerAt(url);
    await tracker.publish(run);
    expect(notices).toMatchObject([{ kind: 'rejected', error: { code: 'MLFLOW_BUNDLE_MISMATCH' } }]);
  });

  it('does without data sets on a server that knows none', async () => {
    const sample = await sampleRun();
    const { url, seen } = await startFaultServer([
      oneRunServer({ 'runs/log-inputs': page(404, '<h1>Not Found</h1>') }),
    ]);
    const { tracker, notices } = await trackerAt(url, bundlesOf([sample]));
    await tracker.publish(sample.run);
    expect(notices).toMatchObject([{ kind: 'published' }]);
    expect(seen.some((request) => request.url.endsWith('log-inputs'))).toBe(true);
  });

  it('refuses artifacts that are not behind the server, and keeps the record', async () => {
    const sample = await sampleRun();
    const elsewhere = { ...runInfo, artifact_uri: 's3://bucket/1/r1/artifacts' };
    const { url } = await startFaultServer([
      oneRunServer({ 'runs/search': json(200, { runs: [{ info: elsewhere }] }) }),
    ]);
    const { tracker, notices } = await trackerAt(url, bundlesOf([sample]));
    await tracker.publish(sample.run);
    expect(notices).toMatchObject([{ kind: 'spooled', error: { code: 'MLFLOW_ARTIFACTS_NOT_SERVED' } }]);
  });
});
