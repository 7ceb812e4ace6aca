import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFolder } from './step-folder.js';

let parent = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'waymark-step-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const write = (text: string) => async (folder: string) => writeFile(join(folder, 'a.txt'), text);

describe('replaceFolder', () => {
  it('replaces the whole folder: files of the old one are gone', async () => {
    const folder = join(parent, 'model');
    await mkdir(folder);
    await writeFile(join(folder, 'old.txt'), 'old');
    await replaceFolder(folder, write('new'));
    expect(await readdir(folder)).toEqual(['a.txt']);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('leaves the old folder as it was when the step fails', async () => {
    const folder = join(parent, 'model');
    await replaceFolder(folder, write('first'));
    const failing = replaceFolder(folder, async (temporary) => {
      await write('half')(temporary);
      throw new Error('the step failed');
    });
    await expect(failing).rejects.toThrow('the step failed');
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('first');
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('removes what a killed process left behind, and only for its own step', async () => {
    await mkdir(join(parent, '.new-model-abc'));
    await mkdir(join(parent, '.old-model-123'));
    await mkdir(join(parent, '.new-data-abc'));
    await replaceFolder(join(parent, 'model'), write('new'));
    expect((await readdir(parent)).sort()).toEqual(['.new-data-abc', 'model']);
  });
});
