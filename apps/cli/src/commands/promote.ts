/**
 * `waymark promote PROJECT`: gates, comparison with the champion, alias. `--strict` exits 3 or 4 when it did not pass;
 * so does `--approve`, a person's answer to exit 4.
 */

import { resolve } from 'node:path';
import {
  type Approval,
  type ArtifactPaths,
  type Project,
  type PromoteResult,
  promoteStep,
} from '@waymark/pipeline';
import type { Command, CommandInput, CommandResult, OptionSpec } from '../command.js';
import { usageError } from '../errors.js';
import { readGitUser } from '../git-source.js';
import { openProject, type ProjectContext, textOption } from '../project-context.js';

/** Read by `promote`. */
export const challengerOption: OptionSpec = {
  type: 'boolean',
  help: 'what passes stands beside the champion: docs/rollouts.md',
};

export const promoteCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    challenger: challengerOption,
    approve: {
      type: 'string',
      value: 'REASON',
      help: 'yes where a look is needed; recorded with your name',
    },
    artifacts: { type: 'string', value: 'DIR', help: "of a run or a retraining (default: the project's)" },
    strict: { type: 'boolean', help: 'exit 3 when the champion is kept, 4 when in doubt' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const reason = approvalReason(input);
    const artifacts = textOption(input, 'artifacts');
    const context = await openProject(
      input,
      artifacts === undefined ? {} : { artifacts: resolve(artifacts) },
    );
    const approval = reason === undefined ? undefined : { by: await readGitUser(context.folder), reason };
    const result = await promote(input, context, approval);
    return promotionResult(result, context, input.options.strict === true || approval !== undefined);
  },
};

const maxReason = 500;

function approvalReason(input: CommandInput): string | undefined {
  const reason = textOption(input, 'approve')?.trim();
  if (reason === undefined) return undefined;
  if (reason === '' || reason.length > maxReason || /\p{Cc}/u.test(reason))
    throw usageError(`--approve must be one line of 1 to ${maxReason} characters that says why`);
  if (input.options.challenger === true)
    throw usageError('--approve makes the champion and --challenger leaves it: give one of them');
  return reason;
}

/** The promote step with the command's registry, tracker and git commit. */
export async function promote(
  input: CommandInput,
  context: ProjectContext,
  approval?: Approval,
): Promise<PromoteResult> {
  return promoteStep(context.project, {
    paths: context.paths,
    registry: context.registry,
    tracker: context.tracker,
    progress: input.progress('promote'),
    source: context.source,
    asChallenger: input.options.challenger === true,
    ...(approval ? { approval } : {}),
  });
}

/** What the command that promotes the same bundle later has to name. */
export interface PromotedFrom {
  readonly project: Pick<Project, 'name'>;
  readonly home: string;
  readonly paths: Pick<ArtifactPaths, 'root'>;
}

/**
 * Keeping a good champion is a success unless `--strict` says otherwise; having none to serve is a refusal always.
 */
export function promotionResult(result: PromoteResult, from: PromotedFrom, isStrict: boolean): CommandResult {
  const { project } = from;
  const { outcome, version, champion, reasons } = result;
  const verdicts = {
    promoted: `version ${version} is the champion of ${project.name}`,
    approved: `version ${version} is the champion of ${project.name}, by approval`,
    challenger: `version ${version} is the challenger of ${project.name}; ${championText(champion)}`,
    'already-champion': `version ${version} stays the champion of ${project.name}`,
    kept: `version ${version} was refused; ${championText(champion)}`,
    investigate: `version ${version} needs a look; ${championText(champion)}`,
  } satisfies Record<PromoteResult['outcome'], string>;
  const mark = outcome === 'promoted' || outcome === 'challenger' ? 'passed: ' : '';
  const lines = reasons.map((reason) => `          ${mark}${reason}`);
  const text = [`promote   ${verdicts[outcome]}`, ...lines, ...laterLine(outcome, from)].join('\n');
  const notPromoted = outcome === 'kept' || outcome === 'investigate';
  if (!notPromoted || (champion !== null && !isStrict)) return { text, json: result };
  return { text, json: result, exit: outcome === 'kept' ? 'refused' : 'investigate' };
}

/** What makes the version the champion later, where only a person can tell. */
function laterLine(
  outcome: PromoteResult['outcome'],
  { project, home, paths }: PromotedFrom,
): readonly string[] {
  if (outcome !== 'challenger' && outcome !== 'investigate') return [];
  const command = `npx waymark promote ${project.name} --home ${home} --artifacts ${paths.root}`;
  return [`later     ${command}${outcome === 'investigate' ? ' --approve REASON' : ''}`];
}

function championText(champion: number | null): string {
  return champion === null ? 'there is no champion' : `version ${champion} stays the champion`;
}
