import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CommandInput, CommandResult } from '../command.js';
import { readEnvironment } from '../environment.js';
import { keyCommand } from './key.js';

async function makeKey(options: CommandInput['options']): Promise<CommandResult> {
  return keyCommand.run({
    positionals: ['billing'],
    options,
    environment: await readEnvironment({}, '/'),
    progress: () => ({ note: () => {}, advance: () => {} }),
  });
}

describe('keyCommand', () => {
  it('shows the key once, and the entry with its hash', async () => {
    const { json, text } = await makeKey({ scopes: 'infer, metrics', expires: '2027-01-31' });
    const key = /^key +(\S+)$/m.exec(text)?.[1] ?? '';
    expect(json).toEqual({
      key,
      entry: {
        name: 'billing',
        sha256: createHash('sha256').update(key).digest('hex'),
        scopes: ['infer', 'metrics'],
        expires: '2027-01-31T00:00:00.000Z',
      },
    });
    expect((await makeKey({})).json).not.toMatchObject({ key });
  });

  it.each([
    [{ scopes: 'infer,root' }, '--scopes must be some of infer, admin, metrics'],
    [{ expires: 'soon' }, '--expires must be a time such as 2027-01-31'],
  ])('refuses %j', async (options, message) => {
    await expect(makeKey(options)).rejects.toThrow(message);
  });
});
