/** `waymark promote PROJECT`: gates, comparison with the champion, alias. `--strict` exits 3 or 4 when it is not promoted. */

import { type Project, type PromoteResult, promoteStep } from '@waymark/pipeline';
import type { Command, CommandInput, CommandResult } from '../command.js';
import { openProject, type ProjectContext } from '../project-context.js';

export const promoteCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    strict: { type: 'boolean', help: 'exit 3 when the champion is kept, 4 when in doubt' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const context = await openProject(input);
    return promotionResult(await promote(input, context), context.project, input.options.strict === true);
  },
};

/** The promote step with the command's registry, tracker and git commit. */
export async function promote(input: CommandInput, context: ProjectContext): Promise<PromoteResult> {
  return promoteStep(context.project, {
    paths: context.paths,
    registry: context.registry,
    tracker: context.tracker,
    progress: input.progress('promote'),
    source: context.source,
  });
}

/**
 * Keeping a good champion is a success unless `--strict` says otherwise; having none to serve is a refusal always.
 */
export function promotionResult(result: PromoteResult, project: Project, isStrict: boolean): CommandResult {
  const { outcome, version, champion, reasons } = result;
  const verdicts = {
    promoted: `version ${version} is the champion of ${project.name}`,
    'already-champion': `version ${version} stays the champion of ${project.name}`,
    kept: `version ${version} was refused; ${championText(champion)}`,
    investigate: `version ${version} needs a look; ${championText(champion)}`,
  } satisfies Record<PromoteResult['outcome'], string>;
  const mark = outcome === 'promoted' ? 'passed: ' : '';
  const lines = reasons.map((reason) => `          ${mark}${reason}`);
  const text = [`promote   ${verdicts[outcome]}`, ...lines].join('\n');
  const notPromoted = outcome === 'kept' || outcome === 'investigate';
  if (!notPromoted || (champion !== null && !isStrict)) return { text, json: result };
  return { text, json: result, exit: outcome === 'kept' ? 'refused' : 'investigate' };
}

function championText(champion: number | null): string {
  return champion === null ? 'there is no champion' : `version ${champion} stays the champion`;
}
