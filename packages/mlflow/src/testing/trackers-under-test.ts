/** The two trackers for the suite of live runs: how to open each, and how to read what it has. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunEvent } from '@waymark/contracts';
import { FileTracker } from '@waymark/registry';
import { MlflowClient } from '../client/mlflow-client.js';
import type { Run } from '../client/runs.js';
import { MlflowTracker } from '../tracker/mlflow-tracker.js';
import type { SeenRun, TrackerUnderTest } from './live-run-behaviour.js';
import { collect } from './real-names.js';
import type { ServerUnderTest } from './real-server.js';

const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
const registry = JSON.stringify(
  pathToFileURL(join(import.meta.dirname, '../../../registry/dist/index.js')).href,
);
const openStore = `const { FileTracker } = await import(${registry});`;

export const fileTrackerUnderTest: TrackerUnderTest = {
  name: 'FileTracker',
  open: (home) => new FileTracker(home),
  opening: () => `${openStore} const tracker = new FileTracker(home);`,
  async read(home, model) {
    const { journals } = new FileTracker(home);
    const runs: SeenRun[] = [];
    for (const journal of await journals.list(model))
      runs.push(...runsOf((await journals.read(journal, 0)).events));
    return runs;
  },
};

export function mlflowTrackerUnderTest(real: ServerUnderTest): TrackerUnderTest {
  return {
    name: 'MlflowTracker',
    open: (home) => openTracker(home, real.url),
    opening: () => `${openStore}
      const { MlflowClient, MlflowTracker } = await import(${here('../../dist/index.js')});
      const client = new MlflowClient({ url: ${JSON.stringify(real.url)} });
      const { journals } = new FileTracker(home);
      const tracker = new MlflowTracker({ client, journals, spoolFolder: home + '/spool' });`,
    read: async (_, model) => readServer(real.client, model),
  };
}

function openTracker(home: string, url: string): MlflowTracker {
  return new MlflowTracker({
    client: new MlflowClient({ url }),
    journals: new FileTracker(home).journals,
    spoolFolder: join(home, 'spool'),
    bundleFolder: async () => home,
  });
}

/** The model's runs, oldest first, as the server has them. */
export async function readServer(client: MlflowClient, model: string): Promise<readonly SeenRun[]> {
  const { experiment_id } = await client.experiments.getOrCreate(model);
  const order_by = ['attributes.start_time ASC'];
  const runs = await collect(client.runs.search({ experiment_ids: [experiment_id], order_by }));
  return Promise.all(runs.map((run) => seenRun(client, run, runs)));
}

const statuses = {
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
  RUNNING: 'running',
  SCHEDULED: 'running',
} as const satisfies Readonly<Record<Run['info']['status'], SeenRun['status']>>;

async function seenRun(client: MlflowClient, { info, data }: Run, runs: readonly Run[]): Promise<SeenRun> {
  const parent = data.tags.find(({ key }) => key === 'mlflow.parentRunId')?.value;
  const histories = data.metrics.map(async ({ key }) => {
    const points = await collect(client.runData.history(info.run_id, key));
    return [key, points.map(({ step, value }) => [step, value] as const)] as const;
  });
  return {
    name: info.run_name,
    parent: runs.find((run) => run.info.run_id === parent)?.info.run_name,
    status: statuses[info.status],
    parameters: Object.fromEntries(data.params.map(({ key, value }) => [key, value])),
    metrics: Object.fromEntries(await Promise.all(histories)),
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function runsOf(events: readonly RunEvent[]): readonly SeenRun[] {
  const runs: (Writable<SeenRun> & { metrics: Record<string, (readonly [number, number])[]> })[] = [];
  for (const event of events) {
    if (event.event === 'start' || event.event === 'child') {
      const { name, parameters } = event.event === 'start' ? event.start : event;
      const parent = event.event === 'start' ? undefined : runs[event.parent]?.name;
      const texts = Object.entries(parameters).map(([key, value]) => [key, String(value)]);
      runs.push({ name, parent, status: 'running', parameters: Object.fromEntries(texts), metrics: {} });
      continue;
    }
    const run = event.event === 'open' ? undefined : runs[event.run];
    if (run && event.event === 'end') run.status = event.status;
    if (run && event.event === 'metrics')
      for (const [key, value] of Object.entries(event.values)) {
        run.metrics[key] ??= [];
        run.metrics[key].push([event.step, Number(value)]);
      }
  }
  return runs;
}
