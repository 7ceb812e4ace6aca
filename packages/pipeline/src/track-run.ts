/**
 * Tells a tracker of work while it goes on: a training, or a cross-validation with a run inside for each fold. The run
 * begins with what identifies it (data, parameters, code), so that `promote` finds it again from the bundle alone.
 */

import { join } from 'node:path';
import type { LiveRun, RunStart } from '@waymark/contracts';
import type { EpochProgress } from '@waymark/training';
import type { Project } from './project.js';
import { dataSummary, readDocument } from './step-documents.js';
import type { StepContext } from './steps/step.js';
import { logSystemMetrics } from './system-metrics.js';

export interface TrackedWork<T> {
  readonly kind: RunStart['kind'];
  /** The end of the run's name, e.g. `multilayer-perceptron`. */
  readonly title: string;
  /** On top of the training's own. */
  readonly parameters: RunStart['parameters'];
  /** Gets no run when nobody tracks. */
  readonly work: (run: LiveRun | undefined) => Promise<T>;
}

/** Does the work; the run then is finished, or failed when the work threw. */
export async function trackRun<T>(
  project: Project,
  context: StepContext,
  tracked: TrackedWork<T>,
): Promise<T> {
  if (!context.tracking) return tracked.work(undefined);
  const run = await context.tracking.tracker.start(await startOf(project, context, tracked));
  const stopSystemMetrics = logSystemMetrics(run);
  let status: 'finished' | 'failed' = 'failed';
  try {
    const result = await tracked.work(run);
    status = 'finished';
    return result;
  } finally {
    stopSystemMetrics();
    await run.end(status);
  }
}

/** Logs the losses of an epoch: cheap, and never waits. */
export function logEpoch(run: LiveRun | undefined, at: EpochProgress): void {
  run?.logMetrics({ trainLoss: at.trainLoss, validationLoss: at.validationLoss }, at.epoch);
}

async function startOf<T>(
  project: Project,
  { paths, codeHash, tracking }: StepContext,
  { kind, title, parameters }: TrackedWork<T>,
): Promise<RunStart> {
  const { dataHash, ...data } = await readDocument(join(paths.data, 'data.json'), dataSummary, 'data');
  const { source, rows, description } = data;
  return {
    kind,
    model: project.name,
    // The time first: lists cut names after about twenty letters.
    name: `${new Date().toISOString().slice(5, 16).replace('T', ' ')} ${title}`,
    parameters: { seed: project.training.seed, ...settingsOf(project), ...parameters },
    lineage: { dataHash, parametersHash: project.parametersHash, codeHash },
    data: { source, rows, description },
    schema: project.schema,
    gitSha: tracking?.source.gitSha ?? null,
    dirty: tracking?.source.dirty ?? null,
  };
}

/** `training.learningRate`, `model.hidden` …: names apart from those that a bundle's record has. */
function settingsOf({ training, model }: Project): RunStart['parameters'] {
  const { seed: _, ...settings } = training;
  const { kind: __, ...options } = typeof model === 'function' ? { kind: model.name } : model;
  return { ...flattened('training', settings), ...flattened('model', options) };
}

function flattened(prefix: string, options: object): RunStart['parameters'] {
  const entries = Object.entries(options).flatMap(([name, value]) => {
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    return value === undefined ? [] : [[`${prefix}.${name}`, isPlain ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries);
}
