/** Trainings and cross-validations as the embedded tracker, or another one, is told of them. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LiveRun, metricNames, type RunStart, type Tracker } from '@waymark/contracts';
import { FileTracker } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { artifactPaths } from './artifact-paths.js';
import { silentProgress } from './progress.js';
import type { Project } from './project.js';
import { crossValidationStep, dataStep, resolveProjectData, trainStep } from './steps.js';
import { tinyProject } from './testing/tiny-project.js';

async function prepared(project: Project) {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-track-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const context = {
    paths: artifactPaths(join(folder, 'artifacts')),
    progress: silentProgress,
    codeHash: 'c'.repeat(64),
    backend: 'wasm' as const,
  };
  await mkdir(join(folder, 'cache'));
  const request = { projectFolder: folder, cacheFolder: join(folder, 'cache') };
  await dataStep(project, await resolveProjectData(project, request), context);
  const tracker = new FileTracker(folder);
  const source = { gitSha: '9b2a7f3', dirty: false };
  return { tracker, context: { ...context, tracking: { tracker, source } } };
}

async function eventsOf({ journals }: FileTracker) {
  const [journal = ''] = await journals.list('tiny');
  return (await journals.read(journal, 0)).events;
}

describe('trainStep', () => {
  it('tells the tracker of each epoch, of the machine, and of what identifies the run', async () => {
    const { tracker, context } = await prepared(tinyProject());
    const { history } = await trainStep(tinyProject(), context);
    const events = await eventsOf(tracker);
    const points = events.flatMap((event) => (event.event === 'metrics' ? [event] : []));
    const losses = points.filter(({ values }) => 'trainLoss' in values);
    expect(losses.map(({ step, values }) => ({ epoch: step, ...values }))).toEqual(history);
    expect(points[0]?.values).toHaveProperty('system/cpu_utilization_percentage');
    expect(events.at(-1)).toMatchObject({ event: 'end', run: 0, status: 'finished' });
    expect(events.find(({ event }) => event === 'start')).toMatchObject({
      start: {
        kind: 'training',
        name: expect.stringMatching(/^\d\d-\d\d \d\d:\d\d logistic-regression$/),
        parameters: { kind: 'logistic-regression', backend: 'wasm', seed: 1, 'training.epochs': 40 },
        lineage: { parametersHash: tinyProject().parametersHash, codeHash: 'c'.repeat(64) },
        data: { source: 'simulated', rows: 900 },
        gitSha: '9b2a7f3',
        dirty: false,
      },
    });
  });

  it('ends the run as failed when the training fails', async () => {
    const project = tinyProject({ training: { epochs: 3, seed: 1, learningRate: 1e38 } });
    const { tracker, context } = await prepared(project);
    await expect(trainStep(project, context)).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE' });
    expect((await eventsOf(tracker)).at(-1)).toMatchObject({ event: 'end', status: 'failed' });
  });
});

describe('crossValidationStep', () => {
  it('has a run inside of its own for each fold, and the means in its own', async () => {
    const { tracker, context } = await prepared(tinyProject());
    const { folds, summary } = await crossValidationStep(tinyProject(), 2, context);
    const events = await eventsOf(tracker);
    const children = events.flatMap((event) => (event.event === 'child' ? [event.name] : []));
    expect(children).toEqual(['fold 1 of 2', 'fold 2 of 2']);
    const valuesOf = (run: number) =>
      Object.assign({}, ...events.map((e) => (e.event === 'metrics' && e.run === run ? e.values : {})));
    expect(valuesOf(1)).toMatchObject({ ...folds[0] });
    expect(valuesOf(0).rocAuc).toBe(summary.rocAuc.mean);
    const ends = events.flatMap((event) => (event.event === 'end' ? [event.run] : []));
    expect(ends).toEqual([1, 2, 0]);
  });

  it('does not compute a fold again that an earlier process finished', async () => {
    const { context } = await prepared(tinyProject());
    const metrics = Object.fromEntries(metricNames.map((name) => [name, { step: 0, value: 0.125 }]));
    const earlier = { status: 'finished' as const, metrics };
    const tracker = trackerWith((name) => (name === 'fold 1 of 2' ? earlier : undefined));
    const tracking = { ...context.tracking, tracker };
    const { folds } = await crossValidationStep(tinyProject(), 2, { ...context, tracking });
    expect(folds[0]?.rocAuc).toBe(0.125);
    expect(folds[1]?.rocAuc).toBeGreaterThan(0.8);
  });
});

function trackerWith(earlierOf: (name: string) => LiveRun['earlier']): Tracker {
  const run = (name: string): LiveRun => ({
    earlier: earlierOf(name),
    logMetrics: () => {},
    child: run,
    end: async () => {},
  });
  return { publish: async () => {}, start: async ({ name }: RunStart) => run(name) };
}
