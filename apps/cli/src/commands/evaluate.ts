/** `waymark evaluate PROJECT`: judge on the test split and write the bundle; `--folds K` cross-validates instead. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { metricNames } from '@waymark/contracts';
import { renderMetricsTable } from '@waymark/evaluation';
import { crossValidationStep, dataStep, evaluateStep } from '@waymark/pipeline';
import type { Command, CommandInput, CommandResult } from '../command.js';
import { usageError } from '../errors.js';
import { homeOf, openProject, type ProjectContext, textOption } from '../project-context.js';

export const evaluateCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    folds: {
      type: 'string',
      value: 'K',
      help: 'cross-validate the whole recipe in K folds; no bundle',
    },
    data: { type: 'string', value: 'FILE', help: 'with --folds: the file to cross-validate on' },
    home: { type: 'string', value: 'DIR', help: 'with --data: where its folds are put (default .waymark)' },
  },
  async run(input) {
    const folds = textOption(input, 'folds');
    if (folds !== undefined) return crossValidate(input, parseFolds(folds));
    if (textOption(input, 'data') !== undefined)
      throw usageError('--data needs --folds; for a whole run on a file: waymark run PROJECT --data FILE');
    const context = await openProject(input);
    const { report, manifestSha256 } = await evaluateStep(context.project, context.stepContext('evaluate'));
    const text = `${renderMetricsTable(report)}\nbundle    ${context.paths.bundle}`;
    return { text, json: { manifestSha256, report } };
  },
};

function parseFolds(text: string): number {
  const folds = Number(text);
  if (Number.isInteger(folds) && folds >= 2 && folds <= 50) return folds;
  throw usageError(`--folds must be a whole number from 2 to 50; got '${text}'`);
}

async function crossValidate(input: CommandInput, folds: number): Promise<CommandResult> {
  const dataFile = textOption(input, 'data');
  const context = await openProject(
    input,
    dataFile === undefined ? {} : { artifacts: crossValidationFolder(input) },
  );
  if (dataFile !== undefined || !existsSync(context.paths.data))
    await dataStep(context.project, await context.resolveData({ dataFile }), context.stepContext('data'));
  const result = await crossValidationStep(context.project, folds, context.stepContext('evaluate'));
  return { text: renderFolds(context, folds, result), json: result };
}

/** Cross-validation of a user's file leaves the project's own artifacts alone. */
function crossValidationFolder(input: CommandInput): string {
  return join(homeOf(input), 'cross-validation', input.positionals[0] ?? '');
}

function renderFolds(
  { project }: ProjectContext,
  folds: number,
  { summary }: Awaited<ReturnType<typeof crossValidationStep>>,
): string {
  const rows = metricNames.map((name) => {
    const { mean, standardDeviation } = summary[name];
    return `  ${name.padEnd(18)} ${mean.toFixed(4)} ± ${standardDeviation.toFixed(4)}`;
  });
  return [`${project.name}: ${folds}-fold cross-validation, mean ± standard deviation`, ...rows].join('\n');
}
