import { describe, expect, it } from 'vitest';
import { bareBytes, modelsFolder, serveBare, startBare } from '../testing/bare-models.js';
import { get, post } from '../testing/http-client.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from '../testing/tiny-model.js';

const rows = (...values: readonly (readonly number[])[]) => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [values.length, 3], data: values }],
});

describe('createBareServer', () => {
  it('hosts files alone and in Triton’s layout, and the highest version serves', async () => {
    const folder = await modelsFolder({
      'double.onnx': 'double',
      'scale/1/model.onnx': 'double',
      'scale/2/model.onnx': 'triple',
      'scale/config.pbtxt': '=version_policy { all { } }',
      'README.md': '=not a model',
    });
    const { server } = await startBare(folder);
    await server.ready();
    const infer = (path: string) => post(server, `/v2/models/${path}/infer`, rows([1, 2, -0.5]));
    expect(await infer('double')).toMatchObject({
      status: 200,
      body: {
        ...{ model_name: 'double', model_version: '1' },
        outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 3], data: [2, 4, -1] }],
      },
    });
    expect((await infer('scale')).body).toMatchObject({
      model_version: '2',
      outputs: [{ data: [3, 6, -1.5] }],
    });
    expect((await infer('scale/versions/1')).body).toMatchObject({
      model_version: '1',
      outputs: [{ data: [2, 4, -1] }],
    });
    expect(await infer('scale/versions/3')).toMatchObject({ status: 404 });
    expect(await infer('nothing')).toMatchObject({ status: 404 });
  });

  it('gives the outputs of a model with text and several columns', async () => {
    const server = await serveBare({ 'tiny.onnx': 'tiny' });
    const request = openInferenceRequest(
      tinyRows.map(({ income, ...row }) => ({ ...row, income: income ?? 50 })),
    );
    const { status, body } = await post(server, '/v2/models/tiny/infer', request);
    expect(status).toBe(200);
    const [label, probabilities] = (body as { outputs: { data: unknown[] }[] }).outputs;
    expect(label?.data).toEqual(['yes', 'yes', 'no', 'yes']);
    for (const [row, p] of tinyProbabilities[1].entries())
      expect(probabilities?.data[2 * row + 1]).toBeCloseTo(p, 6);
  });

  it('shares batches between requests to a model with rows, and answers each with its own', async () => {
    const server = await serveBare({ 'double.onnx': 'double' });
    const asked = Array.from({ length: 40 }, (_, i) => i);
    const answers = await Promise.all(
      asked.map((i) =>
        post(server, '/v2/models/double/infer', rows([i, 0, 0], ...(i % 3 === 0 ? [[i, i, i]] : []))),
      ),
    );
    answers.forEach(({ body }, i) => {
      const data = i % 3 === 0 ? [2 * i, 0, 0, 2 * i, 2 * i, 2 * i] : [2 * i, 0, 0];
      expect(body).toMatchObject({ outputs: [{ shape: [data.length / 3, 3], data }] });
    });
    const { body } = await get(server, '/v2/models/double/stats');
    const [stats] = (body as { model_stats: { inference_count: number; execution_count: number }[] })
      .model_stats;
    expect(stats?.inference_count).toBe(54);
    expect(stats?.execution_count).toBeLessThan(40);
  });

  it('takes and answers bytes of any datatype, also with no JSON at all', async () => {
    const server = await serveBare({ 'sum.onnx': 'sum' });
    const image = new Uint8Array(Int32Array.from([1, 2, 3, -4]).buffer);
    const response = await fetch(`${server.address}/v2/models/sum/infer`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': '0' },
      body: image,
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const head = Number(response.headers.get('inference-header-content-length'));
    expect(JSON.parse(bytes.toString('utf8', 0, head))).toEqual({
      ...{ model_name: 'sum', model_version: '1' },
      outputs: [
        { name: 'total', datatype: 'INT32', shape: [], parameters: { binary_data_size: 4 } },
        { name: 'half', datatype: 'FP16', shape: [1, 2, 2], parameters: { binary_data_size: 8 } },
      ],
    });
    // binary16: 1, 2, 3 and −4.
    expect(bytes.subarray(head).toString('hex')).toBe('02000000' + '003c0040004200c4');
    const asJson = { inputs: [{ name: 'image', datatype: 'INT32', shape: [1, 2, 2], data: [1, 2, 3, -4] }] };
    expect((await post(server, '/v2/models/sum/infer', asJson)).body).toMatchObject({
      outputs: [{ data: [2] }, { data: [1, 2, 3, -4] }],
    });
  });

  it('takes FP16 as bytes beside JSON', async () => {
    const server = await serveBare({ 'half.onnx': 'negativeHalf' });
    const input = { name: 'x', datatype: 'FP16', shape: [1, 2] };
    const json = Buffer.from(JSON.stringify({ inputs: [{ ...input, parameters: { binary_data_size: 4 } }] }));
    const response = await fetch(`${server.address}/v2/models/half/infer`, {
      method: 'POST',
      headers: { 'inference-header-content-length': String(json.length) },
      // 1 and −2.
      body: Buffer.concat([json, Buffer.from('003c00c0', 'hex')]),
    });
    expect(await response.json()).toMatchObject({ outputs: [{ datatype: 'FP16', data: [-1, 2] }] });
    expect(
      (await post(server, '/v2/models/half/infer', { inputs: [{ ...input, data: [1, 2] }] })).body,
    ).toMatchObject({
      error: 'input x must come as bytes (binary_data_size): JSON has no FP16',
    });
  });

  it('holds a config.pbtxt against the graph, names both where they differ, and limits rows', async () => {
    const io = (dims: string) =>
      `input [{ name: "x" data_type: TYPE_FP32 dims: ${dims} }] output [{ name: "y", data_type: TYPE_FP32, dims: [3], label_filename: "labels.txt" }]`;
    const folder = await modelsFolder({
      'good/1/model.onnx': 'double',
      'good/config.pbtxt': `=platform: "onnxruntime_onnx" max_batch_size: 2 ${io('[ 3 ]')} dynamic_batching { }`,
      'good/labels.txt': '=low\nmiddle\nhigh\n',
      'bad/1/model.onnx': 'double',
      'bad/config.pbtxt': `=max_batch_size: 2 ${io('[ 4 ]')}`,
      'bad/labels.txt': '=',
      'alien/1/model.onnx': 'sum',
      'alien/config.pbtxt': '=max_batch_size: 8',
    });
    const { server, logLines } = await startBare(folder);
    await server.ready();
    expect((await get(server, '/v2/models/good/config')).body).toMatchObject({
      max_batch_size: 2,
      input: [{ name: 'x', data_type: 'TYPE_FP32', dims: [3] }],
    });
    expect(
      (await post(server, '/v2/models/good/infer', rows([1, 2, 3], [4, 5, 6], [7, 8, 9]))).body,
    ).toMatchObject({
      error: "a request may have at most 2 rows, which is the model's max_batch_size, got 3",
    });
    const classes = { ...rows([1, 3, 2]), outputs: [{ name: 'y', parameters: { classification: 2 } }] };
    expect((await post(server, '/v2/models/good/infer', classes)).body).toMatchObject({
      outputs: [{ datatype: 'BYTES', shape: [1, 2], data: ['6:1:middle', '4:2:high'] }],
    });
    const { body } = await post(server, '/v2/repository/index', {});
    expect(body).toMatchObject([
      {
        name: 'alien',
        reason: expect.stringMatching(
          /max_batch_size 8, and the graph no open first dimension.*image \[1, 2, 2\]/,
        ),
      },
      {
        name: 'bad',
        reason: expect.stringMatching(/x has the dims \[4\] in config.pbtxt, and x \[N, 3\] in the graph/),
      },
      { name: 'good', state: 'READY' },
    ]);
    expect(logLines.filter((line) => line.includes('dynamic_batching is ignored'))).toHaveLength(1);
  });

  it('tells all problems of a request together', async () => {
    const server = await serveBare({ 'sum.onnx': 'sum' });
    const input = { name: 'image', datatype: 'INT64', shape: [1, 2, 3], data: [1] };
    expect(
      await post(server, '/v2/models/sum/infer', {
        inputs: [input, { name: 'y' }],
        outputs: [{ name: 'z' }],
      }),
    ).toMatchObject({
      status: 400,
      body: {
        error:
          '4 problems: outputs[0] must name one of total, half; input image must have datatype INT32, got INT64; ' +
          "input image must have shape [1, 2, 2], got [1, 2, 3]; inputs[1] is none of the model's inputs",
      },
    });
    const wrong = [1, 2, 3.5, 4];
    const body = { inputs: [{ name: 'image', datatype: 'INT32', shape: [1, 2, 2], data: wrong }] };
    expect((await post(server, '/v2/models/sum/infer', body)).body).toMatchObject({
      error: 'input image must have a whole number that INT32 holds at value 2, got something else',
    });
  });

  it.each([
    [
      '/v2/models/double/infer',
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,1e400]}]}',
    ],
    ['/v1/models/double:predict', '{"instances":[[1,2,-1e400]]}'],
  ])('refuses a number at %s that JSON can write and nothing can hold', async (path, body) => {
    const server = await serveBare({ 'double.onnx': 'double' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.address}${path}`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('must have a finite number that FP32 holds at value 2');
  });

  it('says of a file that is no whole model what it is', async () => {
    const whole = await bareBytes('double');
    const server = await serveBare({
      ...{ 'good.onnx': 'double', 'a-empty.onnx': '=', 'b-cut.onnx': whole.subarray(0, whole.length - 10) },
      ...{
        'c-pointer.onnx': '=version https://git-lfs.github.com/spec/v1\n',
        'd-start.onnx': whole.subarray(0, 2),
      },
    });
    const { body } = await post(server, '/v2/repository/index', {});
    const reason = expect.stringMatching(
      /^its ONNX file must hold a whole ONNX model, and is empty, cut off or/,
    );
    const bad = ['a-empty', 'b-cut', 'c-pointer', 'd-start'].map((name) => ({ name, reason }));
    expect(body).toMatchObject([...bad, { name: 'good', state: 'READY' }]);
  });

  it('answers the good requests of a batch where one fails, and all after its worker was killed', async () => {
    const server = await serveBare({ 'tiny.onnx': 'tiny' });
    // The model fails on an age beyond 150.
    const infer = (age: number) =>
      post(server, '/v2/models/tiny/infer', openInferenceRequest([{ age, income: 1, city: '' }]));
    const answers = await Promise.all([30, 1_000, 40, 50].map(infer));
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 200]);
    for (const pid of server.status().workers.pids) process.kill(pid, 'SIGKILL');
    expect((await infer(30)).status).toBe(200);
  });

  it('scores in its own process where it is told to', async () => {
    const { server } = await startBare(await modelsFolder({ 'sum.onnx': 'sum' }), { engine: 'inline' });
    await server.ready();
    const inputs = [
      {
        name: 'image',
        datatype: 'INT32',
        shape: [1, 2, 2],
        data: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      },
    ];
    expect((await post(server, '/v2/models/sum/infer', { inputs })).body).toMatchObject({
      outputs: [{ shape: [], data: [10] }, { data: [1, 2, 3, 4] }],
    });
    expect(server.status().workers.pids).toEqual([]);
  });
});
