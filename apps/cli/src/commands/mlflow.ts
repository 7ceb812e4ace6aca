/**
 * `waymark mlflow sync`: send what waits for the MLflow server; the next promote would do it too. `waymark mlflow import
 * [MODEL]`: send the embedded store's whole history, in order; what the server has already stays as it is.
 */

import type { RunRecord } from '@waymark/contracts';
import type { MlflowTracker, SyncResult, TrackerNotice } from '@waymark/mlflow';
import { FileModelRegistry, FileTracker } from '@waymark/registry';
import type { Command, CommandInput, CommandResult } from '../command.js';
import { usageError } from '../errors.js';
import { homeOf } from '../project-context.js';
import { describeNotice, openMlflowTracker } from '../tracker.js';

export const mlflowCommand: Command = {
  positionals: { least: 1, most: 2 },
  options: {
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const [action, model] = input.positionals;
    if (action === 'import') return importRuns(input, model);
    if (action !== 'sync')
      throw usageError(`waymark mlflow knows the words sync and import; got '${action}'`);
    if (model !== undefined) throw usageError(`waymark mlflow sync takes no model; got '${model}'`);
    const progress = input.progress('mlflow');
    const tracker = await openTracker(input, (notice) => progress.note(describeNotice(notice)));
    return resultOf(await tracker.sync());
  },
};

interface History {
  readonly journals: readonly string[];
  readonly records: readonly RunRecord[];
}

async function importRuns(input: CommandInput, model: string | undefined): Promise<CommandResult> {
  const history = await readHistory(new FileTracker(homeOf(input)), model);
  const progress = input.progress('mlflow');
  const total = history.journals.length + history.records.length;
  let done = 0;
  const tracker = await openTracker(input, (notice) => {
    if (notice.kind === 'published' || notice.kind === 'sent')
      progress.advance({ label: 'run', done: ++done, total, detail: notice.url });
    else progress.note(describeNotice(notice));
  });
  await tracker.add(history);
  return resultOf(await tracker.sync());
}

/** Of one model, or of all of them. */
async function readHistory(store: FileTracker, model: string | undefined): Promise<History> {
  const models = model === undefined ? await store.models() : [model];
  const parts = models.map(async (name) => ({
    journals: await store.journals.list(name),
    records: await store.list(name),
  }));
  const histories = await Promise.all(parts);
  const history = {
    journals: histories.flatMap(({ journals }) => journals),
    records: histories.flatMap(({ records }) => records),
  };
  if (model !== undefined && history.journals.length + history.records.length === 0)
    throw usageError(
      `there must be runs of '${model}' to import, and there are none; see \`waymark models\``,
    );
  return history;
}

async function openTracker(
  input: CommandInput,
  onNotice: (notice: TrackerNotice) => void,
): Promise<MlflowTracker> {
  const { mlflow } = input.environment;
  const [action] = input.positionals;
  if (!mlflow) throw usageError(`waymark mlflow ${action} needs a server: set MLFLOW_TRACKING_URI`);
  const home = homeOf(input);
  const progress = () => input.progress('mlflow');
  return openMlflowTracker({ home, registry: new FileModelRegistry(home), mlflow, progress, onNotice });
}

function resultOf(result: SyncResult): CommandResult {
  const { published, rejected, waiting } = result;
  const text = `mlflow    ${published} sent, ${rejected} put aside, ${waiting} still waiting`;
  return { text, json: result, exit: waiting > 0 ? 'environment' : 'done' };
}
