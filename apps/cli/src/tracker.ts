/**
 * Where a project's runs are recorded: in the embedded store always, and beside it on MLflow when MLFLOW_TRACKING_URI
 * names a server. Models stay in the embedded registry, which is what is served; MLflow gets runs, not aliases.
 */

import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ModelRegistry, RunRecord, Tracker } from '@waymark/contracts';
import { MlflowClient, type MlflowOptions, MlflowTracker, type TrackerNotice } from '@waymark/mlflow';
import type { Progress } from '@waymark/pipeline';
import { FileTracker } from '@waymark/registry';
import { bundleNotRegistered, trackerFileUnreadable } from './errors.js';
import type { TrackerSettings } from './tracker-settings.js';

export interface TrackerContext {
  readonly home: string;
  readonly registry: ModelRegistry;
  /** Undefined: the embedded store alone. */
  readonly mlflow: TrackerSettings | undefined;
  /** Made when there is something to say. */
  readonly progress: () => Progress;
}

/** A server, and where its spool and the bundles are. */
type MlflowContext = Omit<TrackerContext, 'mlflow'> & { readonly mlflow: TrackerSettings };

/** The project's tracker. MLflow is not asked anything before a run is published. */
export function projectTracker(context: TrackerContext): Tracker {
  const embedded = new FileTracker(context.home);
  const { mlflow } = context;
  if (!mlflow) return embedded;
  return {
    async publish(run) {
      await embedded.publish(run);
      const tracker = await openMlflowTracker({ ...context, mlflow });
      await tracker.publish(run);
    },
  };
}

/**
 * The tracker on the server alone. What it has to say becomes notes.
 * @throws `TRACKER_FILE_UNREADABLE`, `MLFLOW_OPTIONS_INVALID`.
 */
export async function openMlflowTracker({ mlflow, ...context }: MlflowContext): Promise<MlflowTracker> {
  return new MlflowTracker({
    client: new MlflowClient(await clientOptions(mlflow)),
    spoolFolder: join(context.home, 'spool'),
    bundleFolder: (run) => bundleFolder(run, context.registry),
    experimentName: mlflow.experimentName,
    user: userName(),
    onNotice: (notice) => context.progress().note(describe(notice)),
  });
}

async function clientOptions(settings: TrackerSettings): Promise<MlflowOptions> {
  const { url, auth, workspace, timeoutMs, retries, isInsecure } = settings;
  const ca = await readPem('MLFLOW_TRACKING_SERVER_CERT_PATH', settings.caFile);
  const certificate = await readPem('MLFLOW_TRACKING_CLIENT_CERT_PATH', settings.certificateFile);
  return {
    url,
    retries,
    tls: { isInsecure, ...(ca !== undefined && { ca }), ...(certificate !== undefined && { certificate }) },
    ...(auth && { auth }),
    ...(workspace !== undefined && { workspace }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

async function readPem(variable: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw trackerFileUnreadable(variable, file, error);
  }
}

/** The registry's own copy: it is there after the project was trained anew, when the spool is replayed. */
async function bundleFolder(run: RunRecord, registry: ModelRegistry): Promise<string> {
  const model = await registry.model(run.model);
  const version = model?.versions.find(({ manifestSha256 }) => manifestSha256 === run.id);
  if (!version) throw bundleNotRegistered(run.model, run.id);
  return registry.bundleFolder(run.model, version.version);
}

/** Undefined for a user id without a name, as containers have. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function describe(notice: TrackerNotice): string {
  if (notice.kind === 'published') return `MLflow has the run: ${notice.url}`;
  if (notice.kind === 'spooled')
    return `warning: MLflow does not have the run yet, ${waiting(notice.waiting)} for the next promote or \`waymark mlflow sync\`: ${notice.error.message}`;
  const why = notice.error?.message ?? 'the file holds no run record';
  return `warning: MLflow will not take a run, which was put aside as ${notice.file}: ${why}`;
}

function waiting(count: number): string {
  return count === 1 ? 'it waits' : `${count} runs wait`;
}
