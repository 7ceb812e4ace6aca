/** `waymark key NAME`: a new API key for the model server, and its entry for the file of keys. Neither is kept. */

import { createApiKey, isScope, type Scope, scopes } from '@waymark/serving';
import type { Command, CommandInput } from '../command.js';
import { usageError } from '../errors.js';
import { textOption } from '../project-context.js';

export const keyCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    scopes: { type: 'string', value: 'LIST', help: `of ${scopes.join(', ')}; default infer` },
    expires: { type: 'string', value: 'TIME', help: 'ISO 8601; default never' },
  },
  async run(input) {
    const expires = parseTime(textOption(input, 'expires'));
    const created = createApiKey(input.positionals[0] ?? '', parseScopes(input), expires);
    const text = [
      `key       ${created.key}`,
      '          keep it: what is kept of it is a hash',
      '',
      'entry     for "keys" in the file that WAYMARK_API_KEYS_FILE names:',
      JSON.stringify(created.entry, null, 2),
    ];
    return { text: text.join('\n'), json: created };
  },
};

function parseScopes(input: CommandInput): readonly Scope[] {
  const names = (textOption(input, 'scopes') ?? 'infer').split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isScope(name));
  if (unknown.length === 0) return [...new Set(names.filter(isScope))];
  throw usageError(`--scopes must be some of ${scopes.join(', ')}; got '${unknown.join(', ')}'`);
}

function parseTime(text: string | undefined): { readonly expires?: string } {
  if (text === undefined) return {};
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw usageError(`--expires must be a time such as 2027-01-31; got '${text}'`);
  return { expires: time.toISOString() };
}
