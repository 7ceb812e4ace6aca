import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSchema } from '@waymark/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FailureCollector } from './data-failure.js';
import type { RowRange } from './raw-table.js';
import { countRows, scanTable } from './scan-table.js';
import { writeTable } from './write-table.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer', min: 0 },
    { name: 'city', type: 'category', values: ['Bergen', "Å'lesund"] },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});
/** More than DuckDB gives at once (2048). */
const rows = 5000;
const cities = ['Bergen', "Å'lesund", 'Oslo'];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-scan-'));
  const numbers = Array.from({ length: rows }, (_, i) => i);
  const lines = numbers.map((i) => ({ id: `k${i}`, age: i, city: cities[i % 3] ?? '' }));
  const table = {
    rows,
    columns: {
      id: lines.map(({ id }) => id),
      age: Float64Array.from(numbers),
      city: lines.map(({ city }) => city),
    },
  };
  await writeTable(join(folder, 'rows.csv'), table);
  await writeTable(join(folder, 'rows.parquet'), table);
  await writeFile(join(folder, 'rows.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function scan(name: string, range?: RowRange) {
  const failures = new FailureCollector();
  const ids: string[] = [];
  const sizes: number[] = [];
  for await (const { table } of scanTable(join(folder, name), schema, {
    ...{ failures, range, requireLabel: false },
  })) {
    ids.push(...Array.from(table.columns.id ?? [], String));
    sizes.push(table.rows);
  }
  return { ids, sizes, failures };
}

describe('scanTable', () => {
  it.each(['rows.csv', 'rows.parquet', 'rows.jsonl'])('reads %s piece by piece, in order', async (name) => {
    const { ids, sizes, failures } = await scan(name);
    expect(sizes.length).toBeGreaterThan(1);
    expect(ids).toEqual(Array.from({ length: rows }, (_, i) => `k${i}`));
    // Every third city is none of the schema's, and stays as it is.
    expect(failures.summary).toEqual([{ column: 'city', rule: 'values', count: 1666 }]);
    expect(failures.failures.at(-1)).toMatchObject({ row: 4998, received: 'Oslo' });
  });

  it.each([
    'rows.csv',
    'rows.parquet',
    'rows.jsonl',
  ])('reads a range of %s, with rows of the file', async (name) => {
    const { ids, failures } = await scan(name, { start: 2047, end: 2050 });
    expect(ids).toEqual(['k2047', 'k2048', 'k2049']);
    expect(failures.failures).toMatchObject([{ row: 2049, received: 'Oslo' }]);
    expect(await scan(name, { start: 3, end: 3 })).toMatchObject({ ids: [], sizes: [0] });
  });

  it('lets keys repeat', async () => {
    await writeFile(join(folder, 'twice.csv'), 'id,age,city\na,1,Bergen\na,2,Bergen\n');
    expect((await scan('twice.csv')).failures.count).toBe(0);
  });

  it('closes the file when the reader stops early', async () => {
    const chunks = scanTable(join(folder, 'rows.parquet'), schema, {
      failures: new FailureCollector(),
      requireLabel: false,
    });
    const first = await chunks.next();
    expect(first.value?.table.rows).toBeLessThan(rows);
    await chunks.return();
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });
});

describe('countRows', () => {
  it.each(['rows.csv', 'rows.parquet', 'rows.jsonl'])('counts the rows of %s', async (name) => {
    expect(await countRows(join(folder, name))).toBe(rows);
  });

  it('throws DATA_FILE_UNREADABLE for malformed lines of CSV, wherever they are', async () => {
    await writeFile(join(folder, 'ragged.csv'), 'id,age,city\na,1,Bergen\nb,2\n');
    await expect(countRows(join(folder, 'ragged.csv'))).rejects.toMatchObject({
      code: 'DATA_FILE_UNREADABLE',
      message: expect.stringContaining('line 3: 3 cells are needed, as in the header; got 2'),
    });
  });

  it('throws DATA_FILE_EMPTY for a header only', async () => {
    await writeFile(join(folder, 'header.csv'), 'id,age,city\n');
    await expect(countRows(join(folder, 'header.csv'))).rejects.toMatchObject({ code: 'DATA_FILE_EMPTY' });
  });
});
