/**
 * `waymark predict MODEL FILE --out FILE`: score a file of any size with the champion, without a server; or one shard of
 * it, beside others.
 */

import { type FilePredictions, predictFile } from '@waymark/pipeline';
import type { Command, CommandInput } from '../command.js';
import { usageError } from '../errors.js';
import { registryOf, textOption } from '../project-context.js';
import { parseVersion } from '../version-option.js';
import { parseShard } from './predict-shard.js';

export const predictCommand: Command = {
  positionals: { least: 2, most: 2 },
  options: {
    out: { type: 'string', value: 'FILE', help: 'needed: a .parquet or .csv file, or a folder' },
    version: { type: 'string', value: 'VERSION', help: 'default: the champion' },
    shard: { type: 'string', value: 'I/COUNT', help: 'only these rows, 0/8 to 7/8; --out may hold {shard}' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input: CommandInput) {
    const [model = '', file = ''] = input.positionals;
    const out = textOption(input, 'out');
    if (out === undefined)
      throw usageError('--out must name a .parquet or .csv file, or a folder, for the predictions');
    const version = parseVersion('version', textOption(input, 'version'));
    const shard = parseShard(textOption(input, 'shard')) ?? input.environment.shard;
    const progress = input.progress('predict');
    if (shard && version === undefined)
      progress.note('shards must be scored by one version: --version holds it while the champion changes');
    const result = await predictFile({
      ...{ file, out, model, registry: await registryOf(input) },
      ...(version === undefined ? {} : { version }),
      ...{ shard, progress },
    });
    return { text: render(result), json: { ...result, ...(shard && { shard }) } };
  },
};

function render({ model, version, rows, labels, unusual, out }: FilePredictions): string {
  const shares = Object.entries(labels)
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => `${label} ${((100 * count) / rows).toFixed(1)} %`);
  return [
    `predict   ${rows.toLocaleString('en')} rows by ${model} v${version}: ${shares.join(', ') || 'none'}`,
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
};
