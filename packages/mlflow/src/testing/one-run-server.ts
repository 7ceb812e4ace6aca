/** For tests: just enough of a server for one run, r1, and a tracker of it with what it says. */

import { join } from 'node:path';
import { FileTracker } from '@waymark/registry';
import { MlflowClient } from '../client/mlflow-client.js';
import { MlflowTracker, type MlflowTrackerOptions, type TrackerNotice } from '../tracker/mlflow-tracker.js';
import { type Answer, json } from './fault-server.js';
import { temporaryFolder } from './temporary-folder.js';

export const runInfo = {
  run_id: 'r1',
  experiment_id: '1',
  status: 'RUNNING',
  artifact_uri: 'mlflow-artifacts:/1/r1/artifacts',
  lifecycle_stage: 'active',
};

export const experiment = {
  experiment_id: '1',
  name: 'churn',
  artifact_location: 'mlflow-artifacts:/1',
  lifecycle_stage: 'active',
};

const answers: Readonly<Record<string, unknown>> = {
  'experiments/get-by-name': { experiment },
  'runs/create': { run: { info: runInfo } },
  'runs/search': { runs: [{ info: runInfo }] },
  'runs/update': { run_info: { ...runInfo, status: 'FINISHED' } },
};

/** `failing` says which calls are answered otherwise, by their names, e.g. `runs/update`. */
export function oneRunServer(failing: Readonly<Record<string, Answer>> = {}): Answer {
  return (response, request) => {
    const [, call = ''] = /mlflow\/([a-z/-]+)/.exec(request.url) ?? [];
    const answer = failing[call] ?? json(200, answers[call] ?? {});
    answer(response, request);
  };
}

export interface TrackerAtOptions {
  /** Default 0. */
  readonly retries?: number;
  /** Default: a folder without a bundle. */
  readonly bundleFolder?: MlflowTrackerOptions['bundleFolder'];
}

/** A tracker with a home of its own. */
export async function trackerAt(url: string, { retries = 0, bundleFolder }: TrackerAtOptions = {}) {
  const home = await temporaryFolder();
  const notices: TrackerNotice[] = [];
  const spool = join(home, 'spool');
  const tracker = new MlflowTracker({
    client: new MlflowClient({ url, retries }),
    spoolFolder: spool,
    journals: new FileTracker(home).journals,
    bundleFolder: bundleFolder ?? (async () => home),
    onNotice: (notice) => notices.push(notice),
  });
  return { tracker, notices, spool };
}
