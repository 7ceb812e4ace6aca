import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsvHeader } from './csv-header.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-header-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readCsvHeader', () => {
  it.each([
    ['plain names', 'a,b\n1,2\n', ['a', 'b']],
    ['CRLF, a byte order mark and white space', '\uFEFF a ,b\r\n1,2\r\n', ['a', 'b']],
    [
      'quoted names with commas, quotes and line breaks',
      '"a,1","b ""x""","c\nd"\n1,2,3',
      ['a,1', 'b "x"', 'c\nd'],
    ],
    ['a header alone', 'a,b', ['a', 'b']],
    ['repeated and nameless columns', 'a,,a\n', ['a', '', 'a']],
    ['no text', '', undefined],
    ['a blank first line', '\na,b\n', undefined],
  ])('reads %s', async (_, text, names) => {
    const file = join(folder, 'header.csv');
    await writeFile(file, text);
    expect(await readCsvHeader(file)).toEqual(names);
  });
});
