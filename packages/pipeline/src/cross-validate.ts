/**
 * k-fold cross-validation of the whole recipe: in each fold, transforms and model are fitted anew on the other
 * folds, 15 % of which are held out for early stopping and the threshold, as `train` does.
 */

import type { MetricName, MetricValues, Table } from '@waymark/contracts';
import { concatTables, selectRows, stratifiedFolds } from '@waymark/data';
import {
  binaryMetrics,
  chooseThreshold,
  crossValidationSummary,
  type FoldSummary,
} from '@waymark/evaluation';
import { predictProbabilities, selectBackend } from '@waymark/training';
import type { Project } from './define-project.js';
import { encodeSplits, fitModel } from './fit-model.js';
import { buildClassifier } from './fused-graph.js';
import { binaryLabels, positiveProbabilities } from './labels.js';
import { readSplit } from './read-split.js';
import type { StepContext } from './steps/step.js';
import { withTableSession } from './table-session.js';

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
  const table = await readAll(project, context);
  const foldOf = stratifiedFolds(table, project.schema, { folds, seed: project.split.seed });
  await selectBackend(context.backend);
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
    const metrics = await evaluateFold(project, rest, test);
    values.push(metrics);
    const detail = `ROC-AUC ${metrics.rocAuc.toFixed(4)}`;
    context.progress.advance({ label: 'fold', done: fold + 1, total: folds, detail });
  }
  return { folds: values, summary: crossValidationSummary(values) };
}

async function readAll(project: Project, { paths }: StepContext): Promise<Table> {
  const parts = [];
  for (const name of ['train', 'validation', 'test'] as const)
    parts.push(await readSplit(paths.data, name, project.schema));
  return concatTables(parts);
}

async function evaluateFold(project: Project, rest: Table, test: Table): Promise<MetricValues> {
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
  const { model } = await fitModel(project.model, encoded, project.training);
  try {
    const scores = predictProbabilities(model, encoded.validation);
    const threshold = chooseThreshold(encoded.validation.labels, scores, { maximise: 'f1' });
    const bytes = buildClassifier(project, encoded.fitted, { model, threshold });
    const output = await withTableSession(bytes, project.schema, (session) => session.classify(test));
    return binaryMetrics(
      binaryLabels(test, project),
      positiveProbabilities(output.probabilities, project),
      threshold,
    );
  } finally {
    model.dispose();
  }
}

function rowsWhere(folds: Uint8Array, keep: (fold: number) => boolean): Uint32Array {
  return Uint32Array.from([...folds.keys()].filter((row) => keep(folds[row] ?? -1)));
}
