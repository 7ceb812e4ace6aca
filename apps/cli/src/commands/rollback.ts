/** `waymark rollback MODEL`: the previous champion serves again, and the bad version is quarantined. */

import { rollback } from '@waymark/registry';
import type { Command } from '../command.js';
import { registryOf, textOption } from '../project-context.js';
import { parseVersion } from '../version-option.js';

export const rollbackCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'why; kept in the history' },
    to: { type: 'string', value: 'VERSION', help: 'default: the previous champion' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const name = input.positionals[0] ?? '';
    const reason = textOption(input, 'reason') ?? 'rolled back by hand';
    const version = parseVersion('to', textOption(input, 'to'));
    const target = version === undefined ? {} : { to: version };
    const { from, to } = await rollback(await registryOf(input), name, { reason, ...target });
    return {
      text: `rollback  version ${to} is the champion of ${name} again; version ${from} is quarantined`,
      json: { model: name, from, to },
    };
  },
};
