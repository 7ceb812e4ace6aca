/** Data to promote on one file: what `run` and `retrain` have in common. */

import type { EvaluationReport } from '@waymark/contracts';
import { type DataFile, dataStep, evaluateStep, type PromoteResult, trainStep } from '@waymark/pipeline';
import type { CommandInput, CommandResult } from '../command.js';
import type { ProjectContext } from '../project-context.js';
import { promote, promotionResult } from './promote.js';

export interface RunOutcome {
  readonly report: EvaluationReport;
  readonly promotion: PromoteResult;
  /** The promotion in words, with its exit code. */
  readonly result: CommandResult;
}

export async function runSteps(
  input: CommandInput,
  context: ProjectContext,
  file: DataFile,
): Promise<RunOutcome> {
  const { project } = context;
  await dataStep(project, file, context.stepContext('data'));
  await trainStep(project, context.stepContext('train'));
  const { report } = await evaluateStep(project, context.stepContext('evaluate'));
  const promotion = await promote(input, context);
  return { report, promotion, result: promotionResult(promotion, context, input.options.strict === true) };
}
