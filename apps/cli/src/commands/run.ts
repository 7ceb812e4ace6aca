/**
 * `waymark run PROJECT [--data FILE]`: data to promote outside of Turbo, with artifacts and registry in a folder of
 * its own, so that trying a file never touches the project's champion.
 */

import { join, relative, resolve } from 'node:path';
import { renderMetricsTable } from '@waymark/evaluation';
import type { DataFile } from '@waymark/pipeline';
import type { Command, CommandInput } from '../command.js';
import { openProject, textOption } from '../project-context.js';
import { workspaceRoot } from '../workspace.js';
import { runSteps } from './run-steps.js';

export const runCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    data: { type: 'string', value: 'FILE', help: 'CSV, Parquet or JSONL with the columns of the schema' },
    source: { type: 'string', value: 'NAME', help: 'download a public data set, e.g. telco' },
    out: { type: 'string', value: 'DIR', help: 'the run folder (default runs/PROJECT-HASH)' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default DIR/.waymark of --out)" },
    strict: { type: 'boolean', help: 'exit 3 when the champion is kept, 4 when in doubt' },
  },
  async run(input) {
    const scratch = await openProject(input);
    const file = await scratch.resolveData({
      dataFile: textOption(input, 'data'),
      datasetName: textOption(input, 'source'),
    });
    const out = runFolder(input, file);
    const context = await openProject(input, {
      artifacts: join(out, 'artifacts'),
      home: runHome(input, out),
    });
    const { report, promotion, result } = await runSteps(input, context, file);
    const text = [
      renderMetricsTable(report),
      result.text,
      '',
      `bundle    ${shown(context.paths.bundle)}`,
      `report    ${shown(join(context.paths.bundle, 'evaluation.html'))}`,
      ...(promotion.champion === null
        ? []
        : [`serve it  npx waymark serve ${context.project.name} --home ${shown(context.home)}`]),
    ].join('\n');
    return { ...result, text, json: { out, home: context.home, report, promotion } };
  },
};

function runFolder(input: CommandInput, { sha256 }: DataFile): string {
  const out = textOption(input, 'out');
  return out === undefined
    ? join(workspaceRoot, 'runs', `${input.positionals[0]}-${sha256.slice(0, 8)}`)
    : resolve(out);
}

/** `--home`, else WAYMARK_HOME, else a registry inside of the run folder. */
function runHome(input: CommandInput, out: string): string {
  const home = textOption(input, 'home');
  if (home !== undefined) return resolve(home);
  return input.environment.homeIsExplicit ? input.environment.home : join(out, '.waymark');
}

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
