import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSchema, type Table } from '@waymark/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from './read-table.js';
import { writeTable } from './write-table.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'count "of", all', type: 'integer', nullable: true },
    { name: 'x', type: 'number', nullable: true },
    { name: 'city', type: 'text', nullable: true },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

const table: Table = {
  rows: 2,
  columns: {
    left: ['No', 'Yes'],
    city: ['a,"b"\r\nc', ''],
    x: Float64Array.of(0.1, Number.NaN),
    'count "of", all': Float64Array.of(3, Number.NaN),
    id: ['k', 'l'],
  },
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writeTable', () => {
  it('writes CSV in the order of the schema: whole numbers without a point, missing as blank', async () => {
    const file = join(folder, 'rows.csv');
    await writeTable(file, table, schema);
    expect(await readFile(file, 'utf8')).toBe(
      'id,"count ""of"", all",x,city,left\nk,3,0.1,"a,""b""\r\nc",No\nl,,,,Yes\n',
    );
  });

  it('keeps fractions of an integer column, which validation would refuse', async () => {
    const file = join(folder, 'fraction.csv');
    await writeTable(file, { rows: 1, columns: { 'count "of", all': Float64Array.of(3.5) } }, schema);
    expect(await readFile(file, 'utf8')).toBe('"count ""of"", all"\n3.5\n');
  });

  it('writes all columns in their order without a schema', async () => {
    const file = join(folder, 'all.csv');
    await writeTable(file, { rows: 1, columns: { b: ['x'], a: Float64Array.of(1) } });
    expect(await readFile(file, 'utf8')).toBe('b,a\nx,1.0\n');
  });

  it('makes folders, replaces the old file and leaves nothing else', async () => {
    const inner = join(folder, 'new', "it's");
    const file = join(inner, 'rows.csv');
    await mkdir(inner, { recursive: true });
    await writeFile(file, 'old');
    await writeTable(file, table, schema);
    await writeTable(join(folder, 'made', 'here', 'rows.parquet'), table, schema);
    expect(await readdir(inner)).toEqual(['rows.csv']);
    expect(await readdir(join(folder, 'made', 'here'))).toEqual(['rows.parquet']);
    expect(await readFile(file, 'utf8')).toMatch(/^id,/);
  });

  it.each(['rows.csv', 'rows.parquet'])('gives the same bytes for the same table (%s)', async (name) => {
    const files = [join(folder, `1-${name}`), join(folder, `2-${name}`)] as const;
    for (const file of files) await writeTable(file, table, schema);
    expect(await readFile(files[0])).toEqual(await readFile(files[1]));
  });

  it('keeps the order of more rows than DuckDB handles at once', async () => {
    const file = join(folder, 'many.parquet');
    const rows = 10_000;
    const numbers = Array.from({ length: rows }, (_, i) => i);
    const columns = { id: numbers.map(String), x: Float64Array.from(numbers) };
    await writeTable(file, { rows, columns }, schema);
    const read = await readTable(file, manySchema, { requireLabel: false });
    expect(read.table).toEqual({ rows, columns });
  });

  it.each(['trip.csv', 'trip.parquet'])('gives back every float64 and text (%s)', async (name) => {
    const file = join(folder, name);
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 30 }), async (rows) => {
        const written = tableOf(rows);
        await writeTable(file, written, schema);
        const { table: read, failureCount } = await readTable(file, schema);
        expect(failureCount).toBe(0);
        expect(read).toEqual(written);
      }),
      { numRuns: 20 },
    );
  });

  it('throws DATA_FORMAT_UNSUPPORTED for other extensions, JSON lines too', async () => {
    await expect(writeTable(join(folder, 'rows.jsonl'), table, schema)).rejects.toMatchObject({
      code: 'DATA_FORMAT_UNSUPPORTED',
      kind: 'usage',
    });
  });

  it('throws DATA_COLUMNS_INVALID for names that differ in case only', async () => {
    const columns = { a: ['x'], A: ['y'] };
    await expect(writeTable(join(folder, 'case.csv'), { rows: 1, columns })).rejects.toMatchObject({
      code: 'DATA_COLUMNS_INVALID',
      message: expect.stringContaining('differ in case only: A'),
    });
  });

  it('throws DATA_WRITE_FAILED and leaves nothing when the file cannot be replaced', async () => {
    const taken = join(folder, 'taken', 'rows.csv');
    await mkdir(join(taken, 'inside'), { recursive: true });
    await expect(writeTable(taken, table, schema)).rejects.toMatchObject({
      code: 'DATA_WRITE_FAILED',
      kind: 'environment',
    });
    expect(await readdir(join(folder, 'taken'))).toEqual(['rows.csv']);
  });
});

const manySchema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'x', type: 'number' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

// Reading trims, so that texts with white space at an end cannot come back, and refuses U+0000.
const anyText = fc
  .string({ unit: fc.constantFrom('a', 'é', '😀', '"', "'", ',', '\n', '\r', ' ', '\\', '#') })
  .map((text) => text.trim());
const anyRow = fc.record({
  count: fc.oneof(fc.maxSafeInteger(), fc.constant(Number.NaN)),
  x: fc.double({ noDefaultInfinity: true }),
  city: anyText,
  left: fc.constantFrom('No', 'Yes'),
});

function tableOf(rows: readonly { count: number; x: number; city: string; left: string }[]): Table {
  return {
    rows: rows.length,
    columns: {
      id: rows.map((_, i) => `k${i}`),
      'count "of", all': Float64Array.from(rows, ({ count }) => count),
      x: Float64Array.from(rows, ({ x }) => x),
      city: rows.map(({ city }) => city),
      left: rows.map(({ left }) => left),
    },
  };
}
