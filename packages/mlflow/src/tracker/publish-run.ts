/**
 * Puts a run and its bundle on a server so that doing it again changes nothing, whatever broke in between. The run is
 * known by its bundle's hash, a tag. If it was told of while it was trained, that run is completed and gets the tag
 * last; else one is created with the tag, and is FINISHED last. So a finished run with the tag has everything.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '@waymark/contracts';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { Run } from '../client/runs.js';
import { logDataset } from './log-dataset.js';
import { reportPlots } from './report-plots.js';
import { type RunBundle, readRunBundle } from './run-bundle.js';
import { bundleTag, entriesOf, sourceTags, startTimeOf } from './run-entries.js';
import { runPage } from './run-page.js';
import { findByTag, findOrCreate } from './tagged-run.js';
import { findTraining } from './trained-run.js';

/** Where the bundle is below a run's artifacts: `runs:/<run>/model` loads it in Python. */
const modelPath = 'model';
const reportFile = 'evaluation.html';

export interface PublishTarget {
  readonly client: MlflowClient;
  /** A local folder with the run's bundle. */
  readonly bundleFolder: (run: RunRecord) => Promise<string>;
  /** Default: the model's name. */
  readonly experimentName?: string | undefined;
  /** Who is shown as the run's creator. */
  readonly user?: string | undefined;
}

export interface PublishedRun {
  readonly run: RunRecord;
  readonly runId: string;
  /** The run's page. */
  readonly url: string;
}

/** @throws `MLFLOW_BUNDLE_MISMATCH`, `MLFLOW_EXPERIMENT_DELETED`, and what the client throws. */
export async function publishRun(run: RunRecord, target: PublishTarget): Promise<PublishedRun> {
  const { client, experimentName = run.model } = target;
  const { experiment_id: experimentId } = await client.experiments.getOrCreate(experimentName);
  const identity = { key: bundleTag, value: run.id };
  const found = await findByTag(client, { experimentId, identity });
  const { info } =
    found?.info.status === 'FINISHED' ? found : await complete(run, found, { experimentId, target });
  return { run, runId: info.run_id, url: runPage(client, experimentId, info.run_id) };
}

/** @param begun by an earlier attempt. */
async function complete(
  run: RunRecord,
  begun: Run | undefined,
  { experimentId, target }: { readonly experimentId: string; readonly target: PublishTarget },
): Promise<Run> {
  const { client, user, bundleFolder } = target;
  const identity = { key: bundleTag, value: run.id };
  const bundle = await readRunBundle(await bundleFolder(run), run.id);
  const { manifest } = bundle;
  const trained = begun ? undefined : await findTraining(client, { experimentId, manifest });
  if (trained) {
    await fill(client, trained, { run, bundle });
    await client.runData.setTag(trained.info.run_id, identity);
    return trained;
  }
  const name = `${run.time.slice(5, 16).replace('T', ' ')} ${manifest.model.kind}`;
  const startTime = startTimeOf(run);
  const tags = sourceTags(run, user);
  const created = begun ?? (await findOrCreate(client, { experimentId, identity, name, startTime, tags }));
  await fill(client, created, { run, bundle });
  await client.runs.update({ run_id: created.info.run_id, status: 'FINISHED', end_time: startTime });
  return created;
}

async function fill(
  client: MlflowClient,
  { info: { run_id, artifact_uri } }: Run,
  { run, bundle }: { readonly run: RunRecord; readonly bundle: RunBundle },
): Promise<void> {
  const { folder, manifest, files, card } = bundle;
  await client.runData.log(run_id, entriesOf(run, manifest, card));
  await logDataset(client, run_id, { ...manifest, model: manifest.name });
  for (const file of files)
    await client.artifacts.uploadFile(artifact_uri, `${modelPath}/${file}`, join(folder, file));
  if (files.includes(reportFile)) await uploadReport(client, artifact_uri, join(folder, reportFile));
}

/** Beside the model too, where the run's page shows it, and its charts as images. */
async function uploadReport(client: MlflowClient, artifactUri: string, report: string): Promise<void> {
  await client.artifacts.uploadFile(artifactUri, reportFile, report);
  const folder = await mkdtemp(join(tmpdir(), 'waymark-plots-'));
  try {
    for (const { file, text } of reportPlots(await readFile(report, 'utf8'))) {
      await writeFile(join(folder, file), text);
      await client.artifacts.uploadFile(artifactUri, `plots/${file}`, join(folder, file));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
