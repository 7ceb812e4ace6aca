import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile } from './durable-file.js';
import { temporaryFolder } from './testing/temporary-folder.js';

describe('replaceFile', () => {
  it('makes the file and its folder, gives it another content, and leaves nothing beside it', async () => {
    const folder = join(await temporaryFolder(), 'deep/er');
    const file = join(folder, 'a.json');
    await replaceFile(file, 'first, and long');
    expect(await readFile(file, 'utf8')).toBe('first, and long');
    await replaceFile(file, Buffer.from('second'));
    expect(await readFile(file, 'utf8')).toBe('second');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('has the whole content of one of several writers', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'a.json');
    const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
    await Promise.all(contents.map((content) => replaceFile(file, content)));
    expect(contents).toContain(await readFile(file, 'utf8'));
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken'));
    await expect(replaceFile(join(folder, 'taken'), 'text')).rejects.toThrow(/EISDIR|EPERM|EEXIST/);
    expect(await readdir(folder)).toEqual(['taken']);
  });
});
