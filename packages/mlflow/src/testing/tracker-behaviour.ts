/** What the tracker does with a real MLflow server, as tests: once and in order, whatever breaks. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MlflowClient } from '../client/mlflow-client.js';
import { MlflowTracker, type TrackerNotice } from '../tracker/mlflow-tracker.js';
import { collect, unique } from './real-names.js';
import type { ServerUnderTest } from './real-server.js';
import { type SampleRun, sampleRun } from './sample-run.js';
import { temporaryFolder } from './temporary-folder.js';

/** As a project's name must be. */
const uniqueModel = () => unique('churn');

export function describeTracker(real: ServerUnderTest): void {
  describe('MlflowTracker', () => {
    async function trackerFor(samples: readonly SampleRun[], { url = real.url, home = '' } = {}) {
      const notices: TrackerNotice[] = [];
      const tracker = new MlflowTracker({
        client: new MlflowClient({ url, retries: 0 }),
        spoolFolder: join(home || (await temporaryFolder()), 'spool'),
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
      expect(run?.info.run_name).toBe(`${sample.run.model}-${sample.run.id.slice(0, 8)}`);
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

/** Uses the compiled package. The tracker asks for the bundle when the run is created: there it stops for ever. */
const publisher = `
  import { MlflowClient, MlflowTracker } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
  const { url, home, run } = JSON.parse(process.argv[2]);
  const tracker = new MlflowTracker({
    client: new MlflowClient({ url }),
    spoolFolder: home + '/spool',
    bundleFolder: () => new Promise(() => process.send('created')),
  });
  await tracker.publish(run);
`;

/** SIGKILL: the process gets no chance to clean up. */
async function publishAndKill({ run }: SampleRun, url: string, home: string): Promise<void> {
  const script = join(home, 'publisher.mjs');
  await writeFile(script, publisher);
  const child = fork(script, [JSON.stringify({ url, home, run })]);
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited]);
  child.kill('SIGKILL');
  await exited;
}
