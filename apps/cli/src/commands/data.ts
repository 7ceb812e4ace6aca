/** `waymark data PROJECT`: validate and split. `waymark data add FILE --project PROJECT`: point the project at a file. */

import { dataStep, pointProjectAt } from '@waymark/pipeline';
import type { Command, CommandInput, CommandResult } from '../command.js';
import { usageError } from '../errors.js';
import { openProject, textOption } from '../project-context.js';
import { loadProject } from '../workspace.js';

export const dataCommand: Command = {
  positionals: { least: 1, most: 2 },
  options: {
    project: { type: 'string', value: 'PROJECT', help: 'with `add`: the project that gets FILE as its data' },
  },
  async run(input) {
    if (input.positionals[0] === 'add') return addData(input);
    const context = await openProject(input);
    const summary = await dataStep(
      context.project,
      await context.resolveData({}),
      context.stepContext('data'),
    );
    return { text: `data      ${context.paths.data}`, json: summary };
  },
};

async function addData(input: CommandInput): Promise<CommandResult> {
  const file = input.positionals[1];
  const name = textOption(input, 'project');
  if (file === undefined || name === undefined)
    throw usageError('usage: waymark data add FILE --project PROJECT');
  const { folder } = await loadProject(name);
  const pointer = await pointProjectAt(folder, file);
  const text = `${pointer.name} now names ${pointer.path}\nsha256 ${pointer.sha256}\nCommit it, then: npx turbo run train serve`;
  return { text, json: pointer };
}
