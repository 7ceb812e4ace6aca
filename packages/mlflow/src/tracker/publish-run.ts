/**
 * Puts a run and its bundle on a server so that doing it again changes nothing, whatever broke in between: the run is
 * created with its bundle's hash as a tag, is looked for by that tag first, and is FINISHED only when all of it is
 * there. What is sent twice is kept once by the server, and files are replaced by the same files.
 */

import { join } from 'node:path';
import type { RunRecord } from '@waymark/contracts';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { Run } from '../client/runs.js';
import { MlflowError } from '../mlflow-error.js';
import { readRunBundle } from './run-bundle.js';
import { bundleTag, datasetOf, entriesOf, identityTags, startTimeOf } from './run-entries.js';

/** Where the bundle is below a run's artifacts: `runs:/<run>/model` loads it in Python. */
const modelPath = 'model';

/** MLflow 3 opens its pages for language models unless a link says otherwise; older ones ignore it. */
const trainingPages = 'workflowType=machine_learning';

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
  const { experiment_id } = await client.experiments.getOrCreate(experimentName);
  const { info } = await findOrCreate(run, experiment_id, target);
  if (info.status !== 'FINISHED') await complete(run, info, target);
  const url = `${client.url}/#/experiments/${experiment_id}/runs/${info.run_id}?${trainingPages}`;
  return { run, runId: info.run_id, url };
}

async function complete(
  run: RunRecord,
  info: Run['info'],
  { client, bundleFolder }: PublishTarget,
): Promise<void> {
  const { run_id, artifact_uri } = info;
  const { folder, manifest, files, card } = await readRunBundle(await bundleFolder(run), run.id);
  await client.runData.log(run_id, entriesOf(run, manifest, card));
  await client.runData.logInputs({ run_id, datasets: [datasetOf(manifest)] });
  for (const file of files)
    await client.artifacts.uploadFile(artifact_uri, `${modelPath}/${file}`, join(folder, file));
  await client.runs.update({ run_id, status: 'FINISHED', end_time: startTimeOf(run) });
}

async function findOrCreate(run: RunRecord, experimentId: string, target: PublishTarget): Promise<Run> {
  const found = await find(run, experimentId, target);
  if (found) return found;
  const created = await create(run, experimentId, target);
  // Another machine may have created one at the same time: all of them keep the same one.
  const kept = (await find(run, experimentId, target)) ?? created;
  if (kept.info.run_id !== created.info.run_id) await target.client.runs.delete(created.info.run_id);
  return kept;
}

async function create(run: RunRecord, experimentId: string, target: PublishTarget): Promise<Run> {
  try {
    return await target.client.runs.create({
      experiment_id: experimentId,
      run_name: `${run.model}-${run.id.slice(0, 8)}`,
      start_time: startTimeOf(run),
      tags: identityTags(run, target.user),
    });
  } catch (error) {
    // The answer was lost, and the run may be there all the same.
    const isLost = error instanceof MlflowError && /UNREACHABLE|UNAVAILABLE/.test(error.code);
    const found = isLost ? await find(run, experimentId, target) : undefined;
    if (found) return found;
    throw error;
  }
}

/** A finished run wins, even one in the trash: somebody threw it away on purpose. Then the smallest id. */
async function find(
  run: RunRecord,
  experimentId: string,
  { client }: PublishTarget,
): Promise<Run | undefined> {
  const search = client.runs.search({
    experiment_ids: [experimentId],
    filter: `tags.\`${bundleTag}\` = '${run.id}'`,
    run_view_type: 'ALL',
  });
  const found: Run[] = [];
  for await (const candidate of search) found.push(candidate);
  const finished = found.find(({ info }) => info.status === 'FINISHED');
  const active = found.filter(({ info }) => info.lifecycle_stage === 'active');
  return finished ?? active.sort((a, b) => (a.info.run_id < b.info.run_id ? -1 : 1))[0];
}
