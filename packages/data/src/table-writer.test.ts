import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSchema, type Table } from '@waymark/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TableWriter } from './table-writer.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});
const tableOf = (id: string, age: number): Table => ({
  rows: 1,
  columns: { id: [id], age: Float64Array.of(age) },
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-writer-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, tables: readonly Table[]): Promise<string> {
  const writer = await TableWriter.open(join(folder, name), schema);
  try {
    for (const table of tables) await writer.append(table);
    await writer.commit();
  } finally {
    await writer.close();
  }
  return readFile(join(folder, name), 'utf8');
}

describe('TableWriter', () => {
  it('writes tables one after the other, also those without rows', async () => {
    const empty = { rows: 0, columns: { id: [], age: new Float64Array() } };
    expect(await write('rows.csv', [tableOf('b', 2), empty, tableOf('a', 1)])).toBe('id,age\nb,2\na,1\n');
    expect(await write('none.csv', [empty])).toBe('id,age\n');
  });

  it('leaves the old file, and nothing else, where there is no commit', async () => {
    const inner = await mkdtemp(join(folder, 'inner-'));
    await writeFile(join(inner, 'rows.csv'), 'old');
    const writer = await TableWriter.open(join(inner, 'rows.csv'), schema);
    await writer.append(tableOf('a', 1));
    await writer.close();
    expect(await readdir(inner)).toEqual(['rows.csv']);
    expect(await readFile(join(inner, 'rows.csv'), 'utf8')).toBe('old');
  });

  it('throws DATA_TABLE_MISUSED for tables that do not fit together, and for none', async () => {
    const misused = (problem: RegExp) => ({
      code: 'DATA_TABLE_MISUSED',
      message: expect.stringMatching(problem),
    });
    await expect(write('a.csv', [])).rejects.toMatchObject(misused(/must be appended before the commit/));
    await expect(
      write('b.csv', [tableOf('a', 1), { rows: 1, columns: { id: ['b'] } }]),
    ).rejects.toMatchObject(misused(/must all have the column 'age'/));
    await expect(write('c.csv', [tableOf('a', 1), tableOf('b', 1.5)])).rejects.toMatchObject(
      misused(/'age' must be whole numbers in all tables, as in the first; got 1.5/),
    );
  });

  it('throws DATA_WRITE_FAILED where no file can be', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(TableWriter.open(join(folder, 'file', 'rows.csv'))).rejects.toMatchObject({
      code: 'DATA_WRITE_FAILED',
      kind: 'environment',
    });
  });
});
