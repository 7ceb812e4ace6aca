/**
 * Where a project's runs are recorded: in the embedded store always, and beside it on MLflow when MLFLOW_TRACKING_URI
 * names a server. Models are in registry.ts.
 */

import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ModelRegistry, RunRecord, Tracker } from '@waymark/contracts';
import type { MlflowSettings, MlflowTracker, TrackerNotice } from '@waymark/mlflow';
import type { Progress } from '@waymark/pipeline';
import { FileTracker } from '@waymark/registry';
import { bundleNotRegistered } from './errors.js';

export interface TrackerContext {
  readonly home: string;
  readonly registry: ModelRegistry;
  /** Undefined: the embedded store alone. */
  readonly mlflow: MlflowSettings | undefined;
  /** Made when there is something to say. */
  readonly progress: () => Progress;
}

/** A server, and where its spool and the bundles are. */
type MlflowContext = Omit<TrackerContext, 'mlflow'> & {
  readonly mlflow: MlflowSettings;
  /** Default: a note of the progress. */
  readonly onNotice?: (notice: TrackerNotice) => void;
};

/** The project's tracker. MLflow is not asked anything before a run begins or is published. */
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
    // Its journal is the embedded store's.
    start: async (run) => (await openMlflowTracker({ ...context, mlflow })).start(run),
  };
}

/**
 * The tracker on the server alone. What it has to say becomes notes.
 * @throws `MLFLOW_PEM_UNREADABLE`, `MLFLOW_OPTIONS_INVALID`.
 */
export async function openMlflowTracker({ mlflow, ...context }: MlflowContext): Promise<MlflowTracker> {
  const { MlflowClient, MlflowTracker, readClientOptions } = await import('@waymark/mlflow');
  return new MlflowTracker({
    client: new MlflowClient(await readClientOptions(mlflow)),
    spoolFolder: join(context.home, 'spool'),
    journals: new FileTracker(context.home).journals,
    bundleFolder: (run) => bundleFolder(run, context.registry),
    experimentName: mlflow.experimentName,
    user: userName(),
    onNotice: context.onNotice ?? ((notice) => context.progress().note(describeNotice(notice))),
  });
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

/** What the user reads of it. */
export function describeNotice(notice: TrackerNotice): string {
  if (notice.kind === 'published') return `MLflow has the run: ${notice.url}`;
  if (notice.kind === 'shown') return `MLflow shows the run: ${notice.url}`;
  if (notice.kind === 'sent') return `MLflow has what the run logged: ${notice.url}`;
  if (notice.kind === 'interrupted')
    return `warning: MLflow does not take what the run logs, which waits while it goes on: ${notice.error.message}`;
  if (notice.kind === 'spooled')
    return `warning: MLflow does not have the run yet, ${waiting(notice.waiting)} for the next promote or \`waymark mlflow sync\`: ${notice.error.message}`;
  const why = notice.error?.message ?? 'the file holds no run record';
  return `warning: MLflow will not take a run, which was put aside as ${notice.file}: ${why}`;
}

function waiting(count: number): string {
  return count === 1 ? 'it waits' : `${count} runs wait`;
}
