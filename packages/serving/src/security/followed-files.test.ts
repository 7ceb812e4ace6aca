import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { FollowedFiles } from './followed-files.js';

/** Numbers, which some texts are not. */
function parse(...texts: string[]): readonly number[] {
  const numbers = texts.map(Number);
  if (numbers.some(Number.isNaN)) throw new Error('it must be a number');
  return numbers;
}

/** In one step: whoever reads it while it is written would find it empty. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

async function follow(...texts: readonly string[]) {
  const folder = await temporaryFolder();
  const paths = texts.map((_, i) => join(folder, `${i}.txt`));
  await Promise.all(texts.map((text, i) => writeFile(paths[i] ?? '', text)));
  const files = await FollowedFiles.open({ paths, parse, pollIntervalMs: 5 });
  onTestFinished(() => files.close());
  const told: string[] = [];
  files.follow({
    changed: (value) => told.push(`changed to ${value}`),
    refused: (error) => told.push(error.message),
  });
  return { files, told, path: paths[0] ?? '' };
}

describe('FollowedFiles', () => {
  it('has the value of all files together, and of what changes in one', async () => {
    const { files, told, path } = await follow('1', '2');
    expect(files.value).toEqual([1, 2]);
    await replaceFile(path, '3');
    await expect.poll(() => files.value).toEqual([3, 2]);
    expect(told).toEqual(['changed to 3,2']);
  });

  it('keeps the last good value when a file breaks or goes, tells it once, and recovers', async () => {
    const { files, told, path } = await follow('1');
    await replaceFile(path, 'x');
    await expect.poll(() => told.length).toBe(1);
    await rm(path);
    await expect.poll(() => told.length).toBe(2);
    expect(files.value).toEqual([1]);
    await replaceFile(path, '4');
    await expect.poll(() => files.value).toEqual([4]);
    expect(told).toEqual([
      expect.stringContaining('must be readable and valid: it must be a number'),
      expect.stringContaining('ENOENT'),
      'changed to 4',
    ]);
  });

  it('refuses to begin with what it cannot use', async () => {
    const missing = { paths: ['/nowhere/a.txt'], parse, pollIntervalMs: 5 };
    await expect(FollowedFiles.open(missing)).rejects.toMatchObject({
      code: 'SECURITY_FILE_INVALID',
      kind: 'usage',
      message: expect.stringContaining('/nowhere/a.txt must be readable and valid: ENOENT'),
    });
  });
});
