/** `waymark predict MODEL FILE --out FILE`: score a file with the champion, without a server. */

import { type FilePredictions, predictFile } from '@waymark/pipeline';
import { FileModelRegistry } from '@waymark/registry';
import type { Command, CommandInput } from '../command.js';
import { usageError } from '../errors.js';
import { homeOf, textOption } from '../project-context.js';
import { parseVersion } from '../version-option.js';

export const predictCommand: Command = {
  summary: 'score a file with the champion',
  usage: 'MODEL FILE',
  positionals: { least: 2, most: 2 },
  options: {
    out: { type: 'string', value: 'FILE', help: 'needed: where the predictions go, .parquet or .csv' },
    version: { type: 'string', value: 'VERSION', help: 'default: the champion' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input: CommandInput) {
    const [model = '', file = ''] = input.positionals;
    const out = textOption(input, 'out');
    if (out === undefined) throw usageError('--out must name the file for the predictions, .parquet or .csv');
    const version = parseVersion('version', textOption(input, 'version'));
    const result = await predictFile({
      ...{ file, out, model, registry: new FileModelRegistry(homeOf(input)) },
      ...(version === undefined ? {} : { version }),
      progress: input.progress('predict'),
    });
    return { text: render(result), json: result };
  },
};

function render({ model, version, rows, labels, unusual, out }: FilePredictions): string {
  const shares = Object.entries(labels)
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => `${label} ${((100 * count) / rows).toFixed(1)} %`);
  return [
    `predict   ${rows.toLocaleString('en')} rows by ${model} v${version}: ${shares.join(', ')}`,
    ...unusual.map(
      ({ column, rule, count }) =>
        `warning   ${column}: ${count.toLocaleString('en')} ${meanings[rule] ?? rule}`,
    ),
    `file      ${out}`,
  ].join('\n');
}

/** What was scored all the same. */
const meanings: Readonly<Record<string, string>> = {
  min: 'below the training range',
  max: 'above the training range',
  values: 'of a category that training never saw',
  unique: 'repeated',
};
