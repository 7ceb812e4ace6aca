/** The steps one after the other on a tiny project, with the real registry in a temporary folder. */

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@waymark/contracts';
import { writeTable } from '@waymark/data';
import { FileModelRegistry, FileTracker, openBundle } from '@waymark/registry';
import { multilayerPerceptron } from '@waymark/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactPaths } from './artifact-paths.js';
import { silentProgress } from './progress.js';
import type { Project } from './project.js';
import {
  crossValidationStep,
  dataStep,
  evaluateStep,
  monitorStep,
  promoteStep,
  resolveProjectData,
  trainStep,
} from './steps.js';
import { labelledLog } from './testing/labelled-log.js';
import { tinyProject, tinySchema, tinyTable } from './testing/tiny-project.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-steps-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const contextIn = (name: string) => ({
  paths: artifactPaths(join(folder, name)),
  progress: silentProgress,
  codeHash: '0'.repeat(64),
  backend: 'wasm' as const,
});

async function makeBundle(project: Project, name: string, dataFile?: string) {
  const context = contextIn(name);
  const cacheFolder = join(folder, 'cache');
  await mkdir(cacheFolder, { recursive: true });
  const file = await resolveProjectData(project, { dataFile, projectFolder: folder, cacheFolder });
  await dataStep(project, file, context);
  await trainStep(project, context);
  return evaluateStep(project, context);
}

const promotion = (name: string, home: string) => ({
  paths: artifactPaths(join(folder, name)),
  registry: new FileModelRegistry(join(folder, home)),
  tracker: new FileTracker(join(folder, home)),
  progress: silentProgress,
  source: { gitSha: null, dirty: null },
});
const promote = (project: Project, ...of: [name: string, home: string]) =>
  promoteStep(project, promotion(...of));

describe('dataStep to evaluateStep', () => {
  it('gives the same bundle, byte for byte, for the same data, code and seed', async () => {
    const first = await makeBundle(tinyProject(), 'a');
    const second = await makeBundle(tinyProject(), 'b');
    expect(second.manifestSha256).toBe(first.manifestSha256);
    const third = await makeBundle(tinyProject({ split: { validation: 0.2, test: 0.2, seed: 9 } }), 'c');
    expect(third.manifestSha256).not.toBe(first.manifestSha256);
  });

  it('learns what there is to learn and says so with intervals', async () => {
    const { metrics } = await openBundle(join(folder, 'a/bundle'));
    expect(metrics.dataSource).toBe('simulated');
    expect(metrics.metrics.rocAuc.value).toBeGreaterThan(0.85);
    expect(metrics.metrics.rocAuc.low).toBeLessThan(metrics.metrics.rocAuc.value);
    expect(metrics.parity.maxAbsDifference).toBeLessThan(1e-6);
    const { rows } = metrics.splits.train;
    expect(rows + metrics.splits.validation.rows + metrics.splits.test.rows).toBe(900);
  });

  it('trains another model beside a logistic baseline, and the same one again from the same seed', async () => {
    const training = { ...multilayerPerceptron.training, epochs: 10, seed: 3 };
    const project = tinyProject({ model: multilayerPerceptron({ hidden: [8], dropout: 0.2 }), training });
    const first = await makeBundle(project, 'mlp');
    expect(first.report.training.kind).toBe('multilayer-perceptron');
    expect(first.report.baselines.logistic?.rocAuc).toBeGreaterThan(0.85);
    expect(first.report.baselines.logistic).not.toEqual(first.report.baselines.majority);
    expect(first.report.parity.maxAbsDifference).toBeLessThan(1e-6);
    expect((await makeBundle(project, 'mlp-again')).manifestSha256).toBe(first.manifestSha256);
  });

  it('names the step that has to run first', async () => {
    await expect(trainStep(tinyProject(), contextIn('nothing'))).rejects.toMatchObject({
      code: 'STEP_MISSING',
    });
    await expect(evaluateStep(tinyProject(), contextIn('nothing'))).rejects.toThrow('waymark data PROJECT');
  });

  it('leaves the last good data in place when the new file is not valid', async () => {
    const good = await readFile(join(folder, 'a/data/data.json'), 'utf8');
    const bad = tinyTable({ rows: 50, seed: 2 });
    const file = join(folder, 'bad.csv');
    await writeTable(
      file,
      { ...bad, columns: { ...bad.columns, city: Array(bad.rows).fill('Rome') } },
      tinySchema,
    );
    const request = { dataFile: file, projectFolder: folder, cacheFolder: folder };
    const data = await resolveProjectData(tinyProject(), request);
    await expect(dataStep(tinyProject(), data, contextIn('a'))).rejects.toMatchObject({
      code: 'DATA_INVALID',
    });
    expect(await readFile(join(folder, 'a/data/data.json'), 'utf8')).toBe(good);
  });
});

describe('promoteStep', () => {
  it('promotes the first model that passes the gates, once', async () => {
    expect(await promote(tinyProject(), 'a', 'h1')).toMatchObject({
      outcome: 'promoted',
      version: 1,
      champion: 1,
    });
    expect(await promote(tinyProject(), 'a', 'h1')).toMatchObject({
      outcome: 'already-champion',
      version: 1,
    });
    expect(await new FileTracker(join(folder, 'h1')).list('tiny')).toHaveLength(1);
  });

  it('refuses a model below the gates and leaves the alias alone', async () => {
    const strict = tinyProject({ gates: { minimum: { rocAuc: 0.999 } } });
    expect(await promote(strict, 'a', 'h2')).toMatchObject({ outcome: 'kept', version: 1, champion: null });
    const model = await new FileModelRegistry(join(folder, 'h2')).model('tiny');
    expect(model?.aliases).toEqual({ challenger: 1 });
  });

  it('keeps the champion when the challenger is worse on the same rows', async () => {
    const worse = tinyProject({
      training: { ...tinyProject().training, epochs: 1 },
      gates: { ...tinyProject().gates, minimum: { accuracy: 0.1 } },
    });
    await makeBundle(worse, 'worse');
    const result = await promote(worse, 'worse', 'h1');
    expect(result).toMatchObject({ outcome: 'kept', version: 2, champion: 1 });
    expect(result.comparison?.metric).toBe('logLoss');
    expect(result.reasons.join()).toMatch(/logLoss is .* against the champion's .* worse/);
  });

  it('leaves a version that passes beside the champion where it is asked to, and promotes it later', async () => {
    const worst = tinyProject({ gates: { minimum: { accuracy: 0.1 } } });
    const beside = (project: Project, name: string) =>
      promoteStep(project, { ...promotion(name, 'h3'), asChallenger: true });
    // There is no champion to stand beside yet.
    expect((await beside(worst, 'worse')).outcome).toBe('promoted');
    expect((await beside(tinyProject(), 'a')).outcome).toBe('challenger');
    const model = await new FileModelRegistry(join(folder, 'h3')).model('tiny');
    expect(model?.aliases).toMatchObject({ champion: 1, challenger: 2 });
    expect(await promote(tinyProject(), 'a', 'h3')).toMatchObject({ outcome: 'promoted', champion: 2 });
  });

  describe('with an approval', () => {
    const approval = { by: 'Ada', reason: 'the new tariff needs it' };
    const approve = (project: Project, home: string) =>
      promoteStep(project, { ...promotion('a', home), approval });
    const registeredModel = (home: string) => new FileModelRegistry(join(folder, home)).model('tiny');
    const hasty = tinyProject({ training: { ...tinyProject().training, epochs: 5 } });
    beforeAll(() => makeBundle(hasty, 'hasty'));

    it('asks first where the version was not the challenger yet', async () => {
      await promote(hasty, 'hasty', 'h4');
      const result = await approve(tinyProject(), 'h4');
      expect(result).toMatchObject({ outcome: 'investigate', version: 2, champion: 1 });
      expect(result.reasons.join()).toMatch(/inconclusive,it was not the challenger, and is now: look/);
    });

    it('keeps what a gate refuses, and says that the gate is what to change', async () => {
      await promote(hasty, 'hasty', 'h5');
      await promote(tinyProject(), 'a', 'h5');
      const result = await approve(tinyProject({ gates: { minimum: { rocAuc: 0.999 } } }), 'h5');
      expect(result).toMatchObject({ outcome: 'kept', version: 2, champion: 1 });
      expect(result.reasons.join()).toMatch(/^rocAuc must be .*,an approval never overrides a gate/);
      expect((await registeredModel('h5'))?.aliases).toEqual({ champion: 1, challenger: 2 });
    });

    it('promotes the challenger that needs a look, and keeps in the history who approved it and why', async () => {
      await promote(hasty, 'hasty', 'h6');
      expect((await promote(tinyProject(), 'a', 'h6')).outcome).toBe('investigate');
      const result = await approve(tinyProject(), 'h6');
      expect(result).toMatchObject({ outcome: 'approved', version: 2, champion: 2 });
      expect(result.reasons[0]).toBe('approved by Ada: the new tariff needs it');
      const model = await registeredModel('h6');
      expect(model?.aliases).toEqual({ champion: 2, previous: 1 });
      expect(model?.history.at(-1)?.reason).toMatch(
        /^approved by Ada: the new tariff needs it; logLoss is .* inconclusive$/,
      );
    });
  });
});

describe('monitorStep', () => {
  const monitor = (log: () => AsyncIterable<LogRecord>) =>
    monitorStep(tinyProject(), { registry: new FileModelRegistry(join(folder, 'h1')), log });

  it('has too little to say about an empty log', async () => {
    const result = await monitor(labelledLog({ rows: 0, seed: 1 }));
    expect(result).toMatchObject({
      version: 1,
      window: null,
      labels: { rows: 0, coverage: 0, metrics: null },
    });
    expect(result.drift.verdict).toBe('insufficient-data');
  });

  it('finds no drift in the features of the same population, and scores the late labels', async () => {
    const result = await monitor(labelledLog({ rows: 400, seed: 77 }));
    expect(result.drift.driftedColumns).toEqual([]);
    expect(result.labels).toMatchObject({ rows: 400, coverage: 1 });
    expect(result.labels.metrics?.rocAuc).toBe(0.5);
  });

  it('looks at the champion alone', async () => {
    expect((await monitor(labelledLog({ rows: 400, seed: 77 }, 2))).window).toBeNull();
  });

  it('needs a champion', async () => {
    const registry = new FileModelRegistry(join(folder, 'empty'));
    const failing = monitorStep(tinyProject(), { registry, log: labelledLog({ rows: 1, seed: 1 }) });
    await expect(failing).rejects.toMatchObject({ code: 'NO_CHAMPION' });
  });
});

describe('crossValidationStep', () => {
  it('judges each row once and summarises the folds', async () => {
    const { folds, summary } = await crossValidationStep(tinyProject(), 3, contextIn('a'));
    expect(folds).toHaveLength(3);
    expect(summary.rocAuc.mean).toBeGreaterThan(0.85);
  });
});
