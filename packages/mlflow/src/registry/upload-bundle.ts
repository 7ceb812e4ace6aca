/**
 * A bundle's way to the server: a logged model (MLflow 3) that is found again by its bundle's hash, so that an upload
 * that broke goes on with the same one. MLflow 2 has none: there the files go to the run's artifacts.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from '@waymark/registry';
import type { LoggedModel } from '../client/logged-models.js';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { Run } from '../client/runs.js';
import type { NewTag } from '../client/wire-values.js';
import { MlflowError } from '../mlflow-error.js';
import { bundleTag } from '../tracker/run-entries.js';
import { findByTag, findOrCreate } from '../tracker/tagged-run.js';

/** Where the bundle is below a run's artifacts. */
const runPath = 'model';
/** What MLflow keeps of a version's description. */
const maxDescription = 5000;

/** What a model version is created from. */
export interface UploadedBundle {
  readonly source: string;
  readonly model_id?: string;
  readonly run_id?: string;
  /** Markdown, the model card. */
  readonly description: string;
}

export interface BundleUpload {
  readonly bundle: Bundle;
  readonly tags: readonly NewTag[];
  readonly experimentName: string;
  /** When a run has to be made. */
  readonly startTimeMs: number;
}

/** Uploads every file, unless all of them are there. The run is the one that the tracker published, when it did. */
export async function uploadBundle(client: MlflowClient, upload: BundleUpload): Promise<UploadedBundle> {
  const { bundle, experimentName } = upload;
  const { experiment_id } = await client.experiments.getOrCreate(experimentName);
  const run = await findRun(client, experiment_id, identityOf(bundle));
  const card = await readFile(join(bundle.folder, 'MODEL_CARD.md'), 'utf8').catch(() => '');
  const description = card.slice(0, maxDescription);
  const model = await findOrCreateModel(client, upload, { experiment_id, run });
  if (!model) return { ...(await uploadToRun(client, upload, experiment_id)), description };
  const { model_id, artifact_uri, status } = model.info;
  if (status !== 'LOGGED_MODEL_READY') {
    await uploadFiles(client, bundle, { artifact_uri, folder: '' });
    await client.loggedModels.finalize({ model_id, status: 'LOGGED_MODEL_READY' });
  }
  const run_id = run?.info.run_id;
  if (run_id !== undefined) await client.loggedModels.linkToRun({ run_id, models: [{ model_id, step: 0 }] });
  return { source: `models:/${model_id}`, model_id, description, ...(run_id !== undefined && { run_id }) };
}

interface UploadPlace {
  readonly experiment_id: string;
  readonly run: Run | undefined;
}

/** Undefined where the server has no logged models. */
async function findOrCreateModel(
  client: MlflowClient,
  { bundle, tags }: BundleUpload,
  { experiment_id, run }: UploadPlace,
): Promise<LoggedModel | undefined> {
  try {
    const filter = `tags.\`${bundleTag}\` = '${bundle.manifestSha256}'`;
    const found: LoggedModel[] = [];
    for await (const model of client.loggedModels.search({ experiment_ids: [experiment_id], filter }))
      found.push(model);
    const ready = found.find(({ info }) => info.status === 'LOGGED_MODEL_READY');
    if (ready ?? found[0]) return ready ?? found[0];
    return await client.loggedModels.create({
      experiment_id,
      name: bundle.manifest.name,
      model_type: 'onnx',
      tags: [...tags],
      ...(run && { source_run_id: run.info.run_id }),
    });
  } catch (error) {
    if (error instanceof MlflowError && error.code === 'MLFLOW_UNSUPPORTED') return undefined;
    throw error;
  }
}

async function uploadToRun(
  client: MlflowClient,
  { bundle, startTimeMs }: BundleUpload,
  experimentId: string,
): Promise<Omit<UploadedBundle, 'description'>> {
  const { manifestSha256, manifest } = bundle;
  // The tracker finds it by its tag, and completes it.
  const { info } = await findOrCreate(client, {
    ...{ experimentId, identity: identityOf(bundle), startTime: startTimeMs, tags: [] },
    name: `${manifest.name}-${manifestSha256.slice(0, 8)}`,
  });
  const { run_id, artifact_uri } = info;
  await uploadFiles(client, bundle, { artifact_uri, folder: `${runPath}/` });
  return { source: `runs:/${run_id}/${runPath}`, run_id };
}

/** The manifest last: with it the rest is there. */
async function uploadFiles(
  client: MlflowClient,
  { folder, manifest }: Bundle,
  target: { readonly artifact_uri: string; readonly folder: string },
): Promise<void> {
  const upload = (file: string) =>
    client.artifacts.uploadFile(target.artifact_uri, `${target.folder}${file}`, join(folder, file));
  await Promise.all(Object.keys(manifest.files).map(upload));
  await upload('manifest.json');
}

/** A run in the trash has no models. */
async function findRun(
  client: MlflowClient,
  experimentId: string,
  identity: NewTag,
): Promise<Run | undefined> {
  const run = await findByTag(client, { experimentId, identity });
  return run?.info.lifecycle_stage === 'active' ? run : undefined;
}

function identityOf({ manifestSha256 }: Bundle): NewTag {
  return { key: bundleTag, value: manifestSha256 };
}
