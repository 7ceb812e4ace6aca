import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { fileStateOf, requireUnchanged } from './file-state.js';

describe('requireUnchanged', () => {
  it('passes files as they were, and throws for one that is longer, newer or gone', async () => {
    const file = join(await temporaryFolder(), 'weights.bin');
    await writeFile(file, 'four');
    await utimes(file, 1, 1);
    const state = await fileStateOf(file);
    expect(state).toEqual({ path: file, bytes: 4, modifiedMs: 1_000 });
    await requireUnchanged([state]);
    await writeFile(file, 'fives');
    await utimes(file, 1, 1);
    await expect(requireUnchanged([state])).rejects.toThrow(/weights\.bin changed while it was loaded/);
    await writeFile(file, 'four');
    await utimes(file, 2, 2);
    await expect(requireUnchanged([state])).rejects.toThrow('changed');
    await rm(file);
    await expect(requireUnchanged([state])).rejects.toThrow('changed');
  });
});
