/** What the tracker does with a real MLflow server, as tests: once and in order, whatever breaks. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileTracker } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MlflowClient } from '../client/mlflow-client.js';
import { MlflowTracker, type TrackerNotice } from '../tracker/mlflow-tracker.js';
import { collect, unique } from './real-names.js';
import type { ServerUnderTest } from './real-server.js';
import { type SampleRun, sampleRun } from './sample-run.js';
import { sampleStart } from './sample-start.js';
import { temporaryFolder } from './temporary-folder.js';

/** As a project's name must be. */
const uniqueModel = () => unique('churn');

export function describeTracker(real: ServerUnderTest): void {
  describe('MlflowTracker', () => {
    async function trackerFor(samples: readonly SampleRun[], { url = real.url, home = '' } = {}) {
      const notices: TrackerNotice[] = [];
      const folder = home || (await temporaryFolder());
      const tracker = new MlflowTracker({
        client: new MlflowClient({ url, retries: 0 }),
        spoolFolder: join(folder, 'spool'),
        journals: new FileTracker(folder).journals,
        bundleFolder: async ({ id }) => samples.find(({ run }) => run.id === id)?.folder ?? '',
        user: 'ada',
        onNotice: (notice) => notices.push(notice),
      });
      return { tracker, notices };
    }

    async function runsOf(model: string) {
      const { experiment_id } = await real.client.experiments.getOrCreate(model);
      return collect(
        real.client.runs.search({ experiment_ids: [experiment_id], order_by: ['attributes.start_time ASC'] }),
      );
    }

    it('leaves one finished run with parameters, metrics, lineage, data set and bundle, however often it is told', async () => {
      const sample = await sampleRun('2026-11-21T10:00:00.000Z', uniqueModel());
      const { tracker } = await trackerFor([sample]);
      await tracker.publish(sample.run);
      await tracker.publish(sample.run);
      const runs = await runsOf(sample.run.model);
      expect(runs.map(({ info }) => info.status)).toEqual(['FINISHED']);
      const [run] = runs;
      const { tags = [], params = [], metrics = [] } = run?.data ?? {};
      const valueOfTag = (key: string) => tags.find((tag) => tag.key === key)?.value;
      expect(run?.info.run_name).toBe('11-21 10:00 mlp');
      expect(valueOfTag('waymark.bundle_sha256')).toBe(sample.run.id);
      expect(valueOfTag('mlflow.source.git.commit')).toBe('9b2a7f3');
      expect(valueOfTag('waymark.data_sha256')).toBe('a'.repeat(64));
      expect(params.find(({ key }) => key === 'dropout')?.value).toBe('0.1');
      expect(metrics.find(({ key }) => key === 'rocAuc')).toEqual({
        key: 'rocAuc',
        value: 0.8125,
        timestamp: 1_795_255_200_000,
        step: 0,
      });
      expect(run?.inputs.dataset_inputs).toMatchObject([{ dataset: { digest: 'a'.repeat(36) } }]);
      const files = await collect(real.client.artifacts.list(run?.info.run_id ?? '', 'model'));
      expect(files.map(({ path }) => path)).toEqual(
        ['MLmodel', 'MODEL_CARD.md', 'manifest.json', 'metrics.json', 'model.onnx'].map(
          (name) => `model/${name}`,
        ),
      );
    });

    it('replays what an outage left, in order and once', async () => {
      const model = uniqueModel();
      const times = [1, 2, 3].map((hour) => `2026-11-21T0${hour}:00:00.000Z`);
      const samples = await Promise.all(times.map((time) => sampleRun(time, model)));
      const home = await temporaryFolder();
      const away = await trackerFor(samples, { url: 'http://127.0.0.1:1', home });
      for (const { run } of samples) await away.tracker.publish(run);
      expect(away.notices.map(({ kind }) => kind)).toEqual(['spooled', 'spooled', 'spooled']);

      const back = await trackerFor(samples, { home });
      const other = await trackerFor(samples, { home });
      await Promise.all([back.tracker.sync(), other.tracker.sync()]);
      const published = back.notices
        .concat(other.notices)
        .flatMap((n) => (n.kind === 'published' ? [n.run.id] : []));
      expect(published).toEqual(samples.map(({ run }) => run.id));
      expect((await runsOf(model)).length).toBe(3);
    });

    it('does not bring back a finished run that somebody deleted', async () => {
      const sample = await sampleRun('2026-11-21T10:00:00.000Z', uniqueModel());
      const { tracker } = await trackerFor([sample]);
      await tracker.publish(sample.run);
      const [run] = await runsOf(sample.run.model);
      await real.client.runs.delete(run?.info.run_id ?? '');
      await tracker.publish(sample.run);
      expect(await runsOf(sample.run.model)).toEqual([]);
    });

    it('completes the run that was told of while it was trained, instead of making another', async () => {
      const model = uniqueModel();
      const sample = await sampleRun('2026-11-21T10:00:00.000Z', model);
      const { tracker, notices } = await trackerFor([sample]);
      const live = await tracker.start(sampleStart(model));
      live.logMetrics({ trainLoss: 0.5 }, 1);
      await live.end('finished');
      await tracker.publish(sample.run);
      await tracker.publish(sample.run);
      expect(notices.map(({ kind }) => kind)).toEqual(['shown', 'published', 'published']);
      const runs = await runsOf(model);
      expect(runs.map(({ info }) => [info.run_name, info.status])).toEqual([['11-21 10:00 mlp', 'FINISHED']]);
      const keys = runs[0]?.data.metrics.map(({ key }) => key).sort();
      expect(keys).toEqual(['brier', 'rocAuc', 'trainLoss']);
      expect(runs[0]?.data.tags).toContainEqual({ key: 'waymark.bundle_sha256', value: sample.run.id });
      expect(runs[0]?.inputs.dataset_inputs).toMatchObject([{ dataset: { name: `${model}-simulated` } }]);
    });

    it('makes one run of a training and its bundle that an outage kept both', async () => {
      const model = uniqueModel();
      const sample = await sampleRun('2026-11-21T10:00:00.000Z', model);
      const home = await temporaryFolder();
      const away = await trackerFor([sample], { url: 'http://127.0.0.1:1', home });
      const live = await away.tracker.start(sampleStart(model));
      live.logMetrics({ trainLoss: 0.5 }, 1);
      await live.end('finished');
      await away.tracker.publish(sample.run);
      expect(away.notices.at(-1)).toMatchObject({ kind: 'spooled', waiting: 2 });
      const { tracker } = await trackerFor([sample], { home });
      expect(await tracker.sync()).toEqual({ published: 2, rejected: 0, waiting: 0 });
      const keys = (await runsOf(model)).map(({ data }) => data.metrics.map(({ key }) => key).sort());
      expect(keys).toEqual([['brier', 'rocAuc', 'trainLoss']]);
    });

    it('takes the history of the embedded store, and takes it again without a change', async () => {
      const model = uniqueModel();
      const sample = await sampleRun('2026-11-21T10:00:00.000Z', model);
      const home = await temporaryFolder();
      const store = new FileTracker(home);
      const live = await store.start(sampleStart(model));
      live.child('fold 1').logMetrics({ loss: 0.5 }, 1);
      await live.end('finished');
      await store.publish(sample.run);
      const { tracker } = await trackerFor([sample], { home });
      const seen: unknown[] = [];
      for (let time = 1; time <= 2; time += 1) {
        await tracker.add({
          journals: await store.journals.list(model),
          records: await store.list(model),
        });
        expect(await tracker.sync()).toEqual({ published: 2, rejected: 0, waiting: 0 });
        seen.push(await runsOf(model));
      }
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[0]).toHaveLength(2);
    });

    it('shows as killed what its process left open', async () => {
      const model = uniqueModel();
      const home = await temporaryFolder();
      const store = new FileTracker(home);
      const live = await store.start(sampleStart(model));
      onTestFinished(() => live.end('failed'));
      live.logMetrics({ trainLoss: 0.5 }, 1);
      const { tracker } = await trackerFor([], { home });
      await tracker.add({ journals: await store.journals.list(model), records: [] });
      await tracker.sync();
      expect((await runsOf(model)).map(({ info }) => info.status)).toEqual(['KILLED']);
    });

    it('finishes the run when its process was killed between creating it and the rest', async () => {
      const sample = await sampleRun('2026-11-21T10:00:00.000Z', uniqueModel());
      const home = await temporaryFolder();
      await publishAndKill(sample, real.url, home);
      const begun = (await runsOf(sample.run.model)).map(({ info }) => info.run_id);
      const { tracker } = await trackerFor([sample], { home });
      await tracker.sync();
      const runs = await runsOf(sample.run.model);
      expect(runs.map(({ info }) => info.status)).toEqual(['FINISHED']);
      expect(runs.map(({ info }) => info.run_id)).toEqual(begun);
    });
  });
}

/** Uses the compiled package. The first thing that is logged to the new run never comes to an end. */
const publisher = `
  import { MlflowClient, MlflowTracker } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
  const { url, home, run, folder } = JSON.parse(process.argv[2]);
  const client = new MlflowClient({ url });
  client.runData.log = () => new Promise(() => process.send('created'));
  const tracker = new MlflowTracker({ client, spoolFolder: home + '/spool', bundleFolder: async () => folder });
  await tracker.publish(run);
`;

/** SIGKILL: the process gets no chance to clean up. */
async function publishAndKill(sample: SampleRun, url: string, home: string): Promise<void> {
  const script = join(home, 'publisher.mjs');
  await writeFile(script, publisher);
  const child = fork(script, [JSON.stringify({ ...sample, url, home })]);
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited]);
  child.kill('SIGKILL');
  await exited;
}
