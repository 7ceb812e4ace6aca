/** `waymark compact MODEL`: the prediction log as Parquet files that outlive its segments. */

import { resolve } from 'node:path';
import { type CompactedLog, compactLog } from '@waymark/pipeline';
import { openBundle, unknownModel } from '@waymark/registry';
import type { Command } from '../command.js';
import { openLogSegments } from '../prediction-log.js';
import { homeOf, registryOf, textOption } from '../project-context.js';

export const compactCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    out: { type: 'string', value: 'DIR', help: 'default: predictions/parquet/MODEL in the home' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const [model = ''] = input.positionals;
    const home = homeOf(input);
    const registry = await registryOf(input);
    if (!(await registry.model(model))) throw unknownModel(model);
    const result = await compactLog(await openLogSegments(home), {
      model,
      out: resolve(textOption(input, 'out') ?? `${home}/predictions/parquet/${model}`),
      manifestOf: async (version) => (await openBundle(await registry.bundleFolder(model, version))).manifest,
      progress: input.progress('compact'),
    });
    return { text: render(result), json: result };
  },
};

function render({ predictions, shadows, labels, segments, upToDate, out }: CompactedLog): string {
  const count = (value: number) => value.toLocaleString('en');
  return [
    `compact   ${count(predictions)} predictions, ${count(shadows)} rows of shadows, ${count(labels)} labels`,
    `segments  ${count(segments)} read, ${count(upToDate)} not written to since`,
    `folder    ${out}`,
  ].join('\n');
}
