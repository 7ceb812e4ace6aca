import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSchema } from '@waymark/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from './read-table.js';
import { writeTable } from './write-table.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer', min: 0, max: 120 },
    { name: 'income', type: 'number', nullable: true },
    { name: 'city', type: 'text' },
    { name: 'note', type: 'text', role: 'ignored' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});
const header = 'id,age,income,city,left';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Uint8Array, name = 'rows.csv', options = {}) {
  const file = join(folder, name);
  await writeFile(file, content);
  return readTable(file, schema, options);
}

async function errorOf(content: string | Uint8Array, name = 'rows.csv', options = {}) {
  return read(content, name, options).then(
    () => 'no error',
    ({ code, kind, message }) => ({ code, kind, message: message.replaceAll(folder, '.') }),
  );
}

describe('readTable', () => {
  it('reads CSV by the schema, in its order, and lists the columns that it does not name', async () => {
    const { table, failureCount, extraColumns } = await read(
      `left,id,city,plan,age,income,note\nYes,a1, Zürich ,x,41, 10.5 ,n\nNo,a2,"Paris, 5e",y,7,,\n`,
    );
    expect(table).toEqual({
      rows: 2,
      columns: {
        id: ['a1', 'a2'],
        age: Float64Array.of(41, 7),
        income: Float64Array.of(10.5, Number.NaN),
        city: ['Zürich', 'Paris, 5e'],
        left: ['Yes', 'No'],
      },
    });
    expect(Object.keys(table.columns)).toEqual(['id', 'age', 'income', 'city', 'left']);
    expect(failureCount).toBe(0);
    expect(extraColumns).toEqual(['plan']);
  });

  it('numbers data rows from 1, through line breaks in quotes and blank lines', async () => {
    const { failures, failureCount, failureSummary } = await read(
      `${header}\r\na,1,1,"two\nlines",No\r\n\r\nb,-1,x,c,Maybe\r\nb,130,1, ,Yes\r\n`,
    );
    expect(failures.map(({ row, column, rule, received }) => [row, column, rule, received])).toEqual([
      [2, 'age', 'min', '-1'],
      [2, 'income', 'type', 'x'],
      [2, 'left', 'values', 'Maybe'],
      [3, 'id', 'unique', 'b'],
      [3, 'age', 'max', '130'],
      [3, 'city', 'required', ''],
    ]);
    expect(failureCount).toBe(6);
    expect(failureSummary).toContainEqual({ column: 'left', rule: 'values', count: 1 });
  });

  it('reads a byte order mark, CRLF and any name of a file', async () => {
    const { table } = await read(`\ufeff"id",age,income,city,left\r\na,1,2,c,No\r\n`, `it's "a" [x]*?.csv`);
    expect(table.columns.id).toEqual(['a']);
  });

  it('reads JSON lines: absent keys and null are missing, numbers keep their digits', async () => {
    const { table, failures, extraColumns } = await read(
      '{"id":"a","age":41,"income":0.1,"city":"Zü\\nrich","left":"Yes","k/e~y":1}\n\n' +
        '{"left":"No","id":"b","city":"x","age":3.5,"income":null}\n{"id":"c","age":1,"city":{"a":1},"left":"No"}\n',
      'rows.jsonl',
    );
    expect(table.columns).toEqual({
      id: ['a', 'b', 'c'],
      age: Float64Array.of(41, 3.5, 1),
      income: Float64Array.of(0.1, Number.NaN, Number.NaN),
      city: ['Zü\nrich', 'x', '{"a":1}'],
      left: ['Yes', 'No', 'No'],
    });
    expect(failures.map(({ row, rule }) => [row, rule])).toEqual([[2, 'integer']]);
    expect(extraColumns).toEqual(['k/e~y']);
  });

  it('reads Parquet, whatever the columns are called', async () => {
    const file = join(folder, `it's.parquet`);
    const columns = {
      'a "b"': Float64Array.of(1, 2),
      id: ['a', 'b'],
      age: Float64Array.of(1, 2),
      income: Float64Array.of(Number.NaN, 1e300),
      city: ['x', 'y'],
      left: ['No', 'Yes'],
    };
    await writeTable(file, { rows: 2, columns });
    const { table, extraColumns } = await readTable(file, schema);
    const { 'a "b"': extra, ...known } = columns;
    expect(table).toEqual({ rows: 2, columns: known });
    expect(extraColumns).toEqual(['a "b"']);
    expect(extra).toHaveLength(2);
  });

  it('leaves no file behind', async () => {
    const file = join(folder, 'alone.csv');
    await writeFile(file, 'id,age,income,city,left\na,1,2,x,Yes\n');
    const before = await readdir(folder);
    await readTable(file, schema);
    expect(await readdir(folder)).toEqual(before);
  });

  it.each([
    'rows.csv',
    'rows.jsonl',
  ])('lets %s lack labels and keys when they are not required', async (name) => {
    const text = name === 'rows.csv' ? 'age,income,city\n1,2,x\n' : '{"age":1,"income":2,"city":"x"}\n';
    const { table, failureCount } = await read(text, name, { requireLabel: false });
    expect(Object.keys(table.columns)).toEqual(['age', 'income', 'city']);
    expect(failureCount).toBe(0);
  });

  it('lets labels be blank, but not wrong, when they are not required', async () => {
    const { failures } = await read(`${header}\n,1,2,x,\n,1,2,x,Maybe\n`, 'rows.csv', {
      requireLabel: false,
    });
    expect(failures.map(({ row, column, rule }) => [row, column, rule])).toEqual([[2, 'left', 'values']]);
  });

  it('throws DATA_FILE_MISSING for a file that is not there and for a folder', async () => {
    const missing = { code: 'DATA_FILE_MISSING', kind: 'usage' };
    await expect(readTable(join(folder, 'none.csv'), schema)).rejects.toMatchObject(missing);
    const asFolder = await mkdtemp(join(folder, 'd-'));
    await expect(readTable(`${asFolder}/../`.concat('none.parquet'), schema)).rejects.toMatchObject(missing);
  });

  it('throws DATA_FORMAT_UNSUPPORTED for another extension', async () => {
    await expect(readTable(join(folder, 'rows.xlsx'), schema)).rejects.toMatchObject({
      code: 'DATA_FORMAT_UNSUPPORTED',
      kind: 'usage',
      message: expect.stringContaining('.csv, .parquet, .jsonl'),
    });
  });

  it.each([
    ['an empty file', '', 'rows.csv', 'it has no header'],
    ['blank lines only', '\n\n', 'rows.csv', 'it has no header'],
    ['a header only', `${header}\n`, 'rows.csv', 'it has no rows'],
    ['an empty JSON lines file', '', 'rows.jsonl', 'it has no header'],
    ['JSON lines without an object', '\n\n', 'rows.jsonl', 'it has no rows'],
  ])('throws DATA_FILE_EMPTY for %s', async (_, content, name, reason) => {
    expect(await errorOf(content, name)).toEqual({
      code: 'DATA_FILE_EMPTY',
      kind: 'dataInvalid',
      message: expect.stringContaining(reason),
    });
  });

  it('throws DATA_COLUMNS_INVALID with all missing and repeated columns', async () => {
    expect(await errorOf('id,age,x,age,x\na,1,2,3,4\n')).toEqual({
      code: 'DATA_COLUMNS_INVALID',
      kind: 'dataInvalid',
      message:
        './rows.csv must have each column of the schema once; missing: income, city, left; repeated: age, x. ' +
        'Correct the file or the schema',
    });
    expect(await errorOf('{"id":1,"age":1,"age":2}\n', 'rows.jsonl')).toMatchObject({
      message: expect.stringContaining('missing: income, city, left; repeated: age.'),
    });
  });

  it('throws DATA_FILE_UNREADABLE with every ragged or malformed line, and nothing that they hold', async () => {
    const error = await errorOf(
      `${header}\nsecret,1\na,1,2,x,No\nb,1,2,x,No,secret\n"c"secret,1,2,x,No\n"d,1\n`,
    );
    expect(error).toEqual({
      code: 'DATA_FILE_UNREADABLE',
      kind: 'dataInvalid',
      message:
        './rows.csv must be a well-formed file of its kind:\n' +
        '  line 2: 5 cells are needed, as in the header; got 2\n' +
        '  line 4: 5 cells are needed, as in the header; got 6\n' +
        '  line 5: a quote must end at the end of its cell\n' +
        '  line 6: a quote must end at the end of its cell\n' +
        'Correct the file or export it again',
    });
  });

  it('shows 20 malformed lines and counts the others', async () => {
    const error = await errorOf(`${header}\n${'a\n'.repeat(25)}`);
    expect(error).toMatchObject({ message: expect.stringContaining('line 21: 5 cells') });
    expect(error).toMatchObject({ message: expect.stringContaining('… and 5 more') });
  });

  it.each([
    ['UTF-16LE', Buffer.from(`\ufeff${header}\na,1,2,c,No\n`, 'utf16le')],
    ['UTF-16BE', Buffer.from(`\ufeff${header}\na,1,2,c,No\n`, 'utf16le').swap16()],
  ])('says that CSV must be UTF-8 where it is %s, as Excel writes it', async (encoding, content) => {
    expect(await errorOf(content)).toEqual({
      ...{ code: 'DATA_FILE_UNREADABLE', kind: 'dataInvalid' },
      message: expect.stringContaining(`it must be UTF-8, and is ${encoding} by its byte order mark`),
    });
  });

  it.each([
    ['Latin-1 CSV', Buffer.from(`${header}\na,1,2,Z\xfcrich,No\n`, 'latin1'), 'rows.csv'],
    ['a cut Parquet file', 'PAR1', 'rows.parquet'],
    ['malformed JSON', '{"id":"a"\n', 'rows.jsonl'],
    ['JSON lines that are no objects', '[1]\n', 'rows.jsonl'],
  ])('throws DATA_FILE_UNREADABLE for %s', async (_, content, name) => {
    expect(await errorOf(content, name)).toMatchObject({ code: 'DATA_FILE_UNREADABLE', kind: 'dataInvalid' });
  });
});
