import { describe, expect, it } from 'vitest';
import { serveBare } from '../testing/bare-models.js';
import { get, post, postCsv } from '../testing/http-client.js';

describe('parseInvocation', () => {
  it('takes tensors and frames, and answers the outputs by name', async () => {
    const server = await serveBare({ 'tiny.onnx': 'tiny' });
    const invoke = (body: unknown) => post(server, '/invocations', body);
    const columns = { age: [30, 0], income: [80.5, -20], city: ['Oslo', 'Paris'] };
    const records = [
      { age: 30, income: 80.5, city: 'Oslo' },
      { age: 0, income: -20, city: 'Paris' },
    ];
    const split = {
      columns: ['city', 'age', 'income'],
      data: [
        ['Oslo', 30, 80.5],
        ['Paris', 0, -20],
      ],
    };
    for (const body of [
      { inputs: columns },
      { instances: records },
      { dataframe_records: records },
      { dataframe_split: split },
    ])
      expect(await invoke(body)).toMatchObject({
        status: 200,
        body: { predictions: { label: ['yes', 'no'] }, model_version: '1' },
      });
    expect(await invoke({ inputs: columns, instances: records })).toMatchObject({
      status: 400,
      body: {
        error_code: 'BAD_REQUEST',
        message: expect.stringContaining('exactly one of inputs, instances'),
      },
    });
    expect((await get(server, '/ping')).status).toBe(200);
  });

  it('takes CSV and tables where each input is a column, exactly, and NaN where a number is missing', async () => {
    const server = await serveBare({ 'types.onnx': 'types', 'tiny.onnx': 'tiny' }, { defaultModel: 'tiny' });
    const rows = 'city,age,income\n"Oslo, old",30,80.5\nParis,0,-2e1\n';
    expect(await postCsv(server, '/invocations', rows)).toMatchObject({
      body: { predictions: { label: ['yes', 'no'] } },
    });
    expect(await postCsv(server, '/invocations', 'city,age\nOslo,30')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('row 0: income is missing') },
    });
    expect(await postCsv(server, '/invocations', 'city,age,income\nOslo,,3')).toMatchObject({
      body: { message: expect.stringContaining('input age must have a whole number') },
    });
    expect(await postCsv(server, '/invocations', 'city,age,income\nOslo,30')).toMatchObject({
      body: { message: 'row 0 must have 3 values, one a column; got 2' },
    });
    const missing = { columns: ['city', 'age', 'income'], data: [['Oslo', 30, null]] };
    expect((await post(server, '/invocations', { dataframe_split: missing })).status).toBe(200);
    const ragged = [{ age: 1 }, { city: 'x' }];
    expect(await post(server, '/invocations', { dataframe_records: ragged })).toMatchObject({
      status: 400,
      body: { message: 'each row of dataframe_records must have the columns of the first' },
    });
    expect(await postCsv(server, '/invocations', 'city,age,age\nOslo,30,31')).toMatchObject({
      body: { message: 'the CSV must name each column once' },
    });
  });

  it('takes the columns of a table in their order where the only input is a matrix', async () => {
    const server = await serveBare({ 'double.onnx': 'double' });
    const y = [
      [2, 4, 6],
      [8, 10, null],
    ];
    expect((await postCsv(server, '/invocations', 'a,b,c\n1,2,3\n4,5,')).body).toMatchObject({
      predictions: { y },
    });
    const frame = { columns: [0, 1, 2], index: [7], data: [[1, 2, 3]] };
    expect((await post(server, '/invocations', { dataframe_split: frame })).body).toMatchObject({
      predictions: { y: [[2, 4, 6]] },
    });
    const records = [{ a: 1, b: 2, c: 3 }];
    expect((await post(server, '/invocations', { dataframe_records: records })).status).toBe(200);
    expect(await postCsv(server, '/invocations', 'a,b\n1,2')).toMatchObject({
      body: { message: 'input x must have shape [?, 3], got [1, 2]' },
    });
  });

  it('says that a model takes no tables, where it does not', async () => {
    const server = await serveBare({ 'types.onnx': 'types' });
    expect(await postCsv(server, '/invocations', 'bool\ntrue')).toMatchObject({
      status: 400,
      body: {
        message: expect.stringMatching(
          /^the CSV must be for a model whose inputs are columns.*: bool, uint8/,
        ),
      },
    });
  });

  it('wants to know which model, where there are several', async () => {
    const folder = { 'a.onnx': 'double', 'b.onnx': 'triple' } as const;
    const body = { inputs: [[1, 1, 1]] };
    expect(await post(await serveBare(folder), '/invocations', body)).toMatchObject({ status: 400 });
    const chosen = await serveBare(folder, { defaultModel: 'b' });
    expect((await post(chosen, '/invocations', body)).body).toMatchObject({
      predictions: { y: [[3, 3, 3]] },
    });
  });
});
