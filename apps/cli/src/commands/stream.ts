/** `waymark stream MODEL --from - | redis`: scores rows as they come, in a process of its own. */

import { runApp } from '../app-process.js';
import type { Command } from '../command.js';
import { homeOf, textOption } from '../project-context.js';

/** Options that are the worker's own. */
const forwarded = ['from', 'input', 'output', 'dead', 'group', 'claim-after-ms'] as const;

export const streamCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    from: { type: 'string', value: '-', help: 'needed: - (JSON lines in, one out for each), or redis' },
    input: { type: 'string', value: 'STREAM', help: 'redis: entries with a row, as JSON, in the field row' },
    output: { type: 'string', value: 'STREAM', help: 'redis: predictions (default INPUT:predictions)' },
    dead: { type: 'string', value: 'STREAM', help: 'redis: entries that are no rows (default INPUT:dead)' },
    group: { type: 'string', value: 'GROUP', help: 'redis: of the workers (default waymark-MODEL)' },
    'claim-after-ms': {
      type: 'string',
      value: 'N',
      help: "redis: then a worker's entries go to another (30000)",
    },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const options = forwarded.flatMap((name) => {
      const value = textOption(input, name);
      return value === undefined ? [] : [`--${name}=${value}`];
    });
    const environment = { WAYMARK_HOME: homeOf(input) };
    const words = [...input.positionals, ...options];
    // The worker has told what there is to tell: a result of this command would be a line among its answers.
    process.exit(await runApp({ app: 'stream-worker', words, environment }));
  },
};
