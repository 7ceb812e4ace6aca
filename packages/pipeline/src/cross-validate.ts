/**
 * k-fold cross-validation of the whole recipe: in each fold, transforms and model are fitted anew on the other
 * folds, 15 % of which are held out for early stopping and the threshold, as `train` does.
 */

import {
  type LiveRun,
  type MetricName,
  type MetricValues,
  metricNames,
  type Table,
} from '@waymark/contracts';
import { concatTables, selectRows, stratifiedFolds } from '@waymark/data';
import {
  binaryMetrics,
  chooseThreshold,
  crossValidationSummary,
  type FoldSummary,
} from '@waymark/evaluation';
import { predictProbabilities, selectBackend } from '@waymark/training';
import { encodeSplits, fitModel } from './fit-model.js';
import { buildClassifier } from './fused-graph.js';
import { binaryLabels, positiveProbabilities } from './labels.js';
import type { Project } from './project.js';
import { readSplit } from './read-split.js';
import type { StepContext } from './steps/step.js';
import { withTableSession } from './table-session.js';
import { logEpoch, trackRun } from './track-run.js';

export interface CrossValidation {
  readonly folds: readonly MetricValues[];
  readonly summary: Readonly<Record<MetricName, FoldSummary>>;
}

/** Cross-validates on all rows of the `data` step. `folds` is at least 2. */
export async function crossValidate(
  project: Project,
  folds: number,
  context: StepContext,
): Promise<CrossValidation> {
  const backend = await selectBackend(context.backend);
  return trackRun(project, context, {
    kind: 'cross-validation',
    title: `${folds} folds`,
    parameters: { folds, backend },
    work: (run) => validateFolds(project, context, { folds, run }),
  });
}

async function validateFolds(
  project: Project,
  context: StepContext,
  { folds, run }: { readonly folds: number; readonly run: LiveRun | undefined },
): Promise<CrossValidation> {
  const table = await readAll(project, context);
  const foldOf = stratifiedFolds(table, project.schema, { folds, seed: project.split.seed });
  const values: MetricValues[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const test = selectRows(
      table,
      rowsWhere(foldOf, (value) => value === fold),
    );
    const rest = selectRows(
      table,
      rowsWhere(foldOf, (value) => value !== fold),
    );
    const foldRun = run?.child(`fold ${fold + 1} of ${folds}`, { fold: fold + 1 });
    const metrics = finishedMetrics(foldRun) ?? (await evaluateFold(project, { rest, test }, foldRun));
    values.push(metrics);
    const detail = `ROC-AUC ${metrics.rocAuc.toFixed(4)}`;
    context.progress.advance({ label: 'fold', done: fold + 1, total: folds, detail });
  }
  const summary = crossValidationSummary(values);
  for (const name of metricNames) run?.logMetrics({ [name]: summary[name].mean }, 0);
  return { folds: values, summary };
}

/** What an earlier process found for the fold before it was killed: the same, so it is not computed again. */
function finishedMetrics(run: LiveRun | undefined): MetricValues | undefined {
  if (run?.earlier?.status !== 'finished') return undefined;
  const points = run.earlier.metrics;
  const values = metricNames.map((name) => [name, points[name]?.value ?? Number.NaN] as const);
  // Every name of MetricValues is there: the entries are made of metricNames.
  return Object.fromEntries(values) as MetricValues;
}

async function readAll(project: Project, { paths }: StepContext): Promise<Table> {
  const parts = [];
  for (const name of ['train', 'validation', 'test'] as const)
    parts.push(await readSplit(paths.data, name, project.schema));
  return concatTables(parts);
}

async function evaluateFold(
  project: Project,
  { rest, test }: { readonly rest: Table; readonly test: Table },
  run: LiveRun | undefined,
): Promise<MetricValues> {
  // 1 of 7 folds is about the 15 % that `train` holds out.
  const inner = stratifiedFolds(rest, project.schema, { folds: 7, seed: project.split.seed + 1 });
  const train = selectRows(
    rest,
    rowsWhere(inner, (value) => value !== 0),
  );
  const validation = selectRows(
    rest,
    rowsWhere(inner, (value) => value === 0),
  );
  const encoded = await encodeSplits(project, { train, validation });
  const { model } = await fitModel(project.model, encoded, {
    ...project.training,
    onEpoch: (at) => logEpoch(run, at),
  });
  try {
    const scores = await predictProbabilities(model, encoded.validation);
    const threshold = chooseThreshold(encoded.validation.labels, scores, { maximise: 'f1' });
    const bytes = buildClassifier(project, encoded.fitted, { model, threshold });
    const output = await withTableSession(bytes, project.schema, (session) => session.classify(test));
    const probabilities = positiveProbabilities(output.probabilities, project);
    const metrics = binaryMetrics(binaryLabels(test, project), probabilities, threshold);
    run?.logMetrics(metrics, 0);
    await run?.end('finished');
    return metrics;
  } finally {
    model.dispose();
  }
}

function rowsWhere(folds: Uint8Array, keep: (fold: number) => boolean): Uint32Array {
  return Uint32Array.from([...folds.keys()].filter((row) => keep(folds[row] ?? -1)));
}
