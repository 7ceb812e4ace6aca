import { access, appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTable } from '@waymark/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePointer } from './data-pointer.js';
import { resolveData } from './data-source.js';
import { tinyProject, tinySchema, tinyTable } from './testing/tiny-project.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const request = () => ({ projectFolder: folder, cacheFolder: folder });

describe('resolveData', () => {
  it('simulates when nothing else is asked, the same bytes each time, and calls it so', async () => {
    const first = await resolveData(tinyProject(), request());
    expect(first).toMatchObject({ source: 'simulated', description: 'simulated, 900 rows, seed 1' });
    expect((await resolveData(tinyProject(), request())).sha256).toBe(first.sha256);
    expect(await readFile(first.file, 'utf8')).toMatch(/^id,age,income,city,left\n/);
  });

  it('takes the file of the pointer, and refuses it once it has changed', async () => {
    const file = join(folder, 'mine.csv');
    await writeTable(file, tinyTable({ rows: 20, seed: 3 }), tinySchema);
    const pointer = await writePointer(folder, file);
    expect(pointer.path).toBe('mine.csv');
    const found = await resolveData(tinyProject(), request());
    expect(found).toMatchObject({ file, source: 'file', sha256: pointer.sha256 });
    await appendFile(file, 'T-x,20,,Oslo,No\n');
    const changed = resolveData(tinyProject(), request());
    await expect(changed).rejects.toMatchObject({ code: 'DATA_POINTER_MISMATCH', kind: 'dataInvalid' });
  });

  it('prefers the file that the user names to the pointer', async () => {
    const [pointed, named] = [join(folder, 'pointed.csv'), join(folder, 'named.csv')];
    await writeTable(pointed, tinyTable({ rows: 20, seed: 3 }), tinySchema);
    await writeTable(named, tinyTable({ rows: 20, seed: 4 }), tinySchema);
    await writePointer(folder, pointed);
    expect((await resolveData(tinyProject(), { ...request(), dataFile: named })).file).toBe(named);
  });

  it('refuses a pointer file that is no pointer, and an unknown public data set', async () => {
    await appendFile(join(folder, 'data.json'), '{"path": 1}');
    await expect(resolveData(tinyProject(), request())).rejects.toMatchObject({
      code: 'DATA_POINTER_INVALID',
    });
    const unknown = resolveData(tinyProject(), { ...request(), datasetName: 'titanic' });
    await expect(unknown).rejects.toMatchObject({ code: 'SOURCE_UNKNOWN' });
  });
});

describe('writePointer', () => {
  it.each([
    ['a file of another kind', 'README.md', '# Churn\n', 'DATA_FORMAT_UNSUPPORTED'],
    ['a file without rows', 'mine.csv', 'id,age\n', 'DATA_FILE_EMPTY'],
    ['lines that are no table', 'mine.csv', 'id,age\n1\n', 'DATA_FILE_UNREADABLE'],
    ['a file that only its name calls Parquet', 'mine.parquet', 'id,age\n1,2\n', 'DATA_FILE_UNREADABLE'],
  ])('refuses %s, and writes no pointer', async (_, name, text, code) => {
    const file = join(folder, name);
    await writeFile(file, text);
    await expect(writePointer(folder, file)).rejects.toMatchObject({ code });
    await expect(access(join(folder, 'data.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a file that is not there', async () => {
    const gone = writePointer(folder, join(folder, 'gone.csv'));
    await expect(gone).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  });
});
