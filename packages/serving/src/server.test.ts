import { connect } from 'node:net';
import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
import { createModelServer } from './server.js';
import { get, post } from './testing/http-client.js';
import { startServer } from './testing/running-server.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from './testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const predict = '/v1/models/tiny:predict';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));

const badRequests: readonly (readonly [string, string, unknown, number, RegExp])[] = [
  [
    'an unknown model',
    '/v2/models/nosuch/infer',
    oneRow,
    404,
    /^Request for unknown model: none of that name/,
  ],
  [
    'an unknown model in rows',
    '/v1/models/nosuch:predict',
    {},
    404,
    /^Request for unknown model: none of that name/,
  ],
  [
    'an unknown version',
    '/v2/models/tiny/versions/2/infer',
    oneRow,
    404,
    /version of 'tiny' is not served; version 1 is/,
  ],
  ['an unknown path', '/v2/nothing', {}, 404, /nothing at this path/],
  ['a path that is read only', '/v2/models/tiny', {}, 405, /takes GET, HEAD only/],
  ['a body that is not JSON', infer, '{"inputs": [', 400, /cannot be parsed as JSON/],
  ['an empty body', infer, '', 400, /cannot be parsed as JSON/],
  ['a prototype in the body', infer, '{"__proto__": {"x": 1}}', 400, /must be a JSON object/],
  ['NaN', infer, '{"inputs": [{"data": [NaN]}]}', 400, /cannot be parsed as JSON/],
  ['a wrong datatype', infer, { inputs: [] }, 400, /^missing inputs: age, income, city$/],
  ['no instances', predict, { instances: [] }, 400, /at least one row/],
  ['no labels', '/v1/feedback', { labels: [] }, 400, /at least one label/],
  ['labels that are no text', '/v1/feedback', { labels: [{ id: 1 }] }, 400, /got a whole number and nothing/],
  ['too many rows', predict, { instances: [1, 2, 3, 4, 5] }, 413, /at most 4 rows, got 5/],
  ['too many bytes', predict, 'x'.repeat(5000), 413, /at most 4096 bytes/],
];

describe('createModelServer', () => {
  it('speaks the Open Inference Protocol', async () => {
    const { server } = await startServer();
    expect((await get(server, '/v2')).body).toEqual({
      name: 'waymark',
      version: '0.1.0',
      extensions: [
        'binary_tensor_data',
        'classification',
        'model_configuration',
        'model_repository',
        'schedule_policy',
        'statistics',
      ],
    });
    expect(await get(server, '/v2/health/live?x=1')).toMatchObject({ status: 200, body: { live: true } });
    expect(await get(server, '/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
    expect((await get(server, '/v2/models/tiny')).body).toEqual({
      name: 'tiny',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [
        { name: 'age', datatype: 'INT64', shape: [-1] },
        { name: 'income', datatype: 'FP64', shape: [-1] },
        { name: 'city', datatype: 'BYTES', shape: [-1] },
      ],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
      ],
    });
    expect((await get(server, '/v2/models/tiny/versions/1/ready')).body).toEqual({
      name: 'tiny',
      ready: true,
    });
  });

  it('infers several rows, and answers with ids, the version and the outputs', async () => {
    const { server } = await startServer();
    const { status, body } = await post(server, infer, { ...openInferenceRequest(tinyRows), id: 'mine' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model_name: 'tiny',
      model_version: '1',
      id: 'mine',
      parameters: { prediction_ids: expect.stringMatching(/^[0-9a-f]{12}-0,\w+-1,\w+-2,\w+-3$/) },
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [4], data: ['yes', 'yes', 'no', 'yes'] },
        { name: 'probabilities', datatype: 'FP32', shape: [4, 2] },
      ],
    });
    const [, probabilities] = (body as { outputs: { data: number[] }[] }).outputs;
    expect(probabilities?.data.filter((_, i) => i % 2 === 1)).toEqual(tinyProbabilities[1]);
  });

  it('answers with the outputs that were asked for, and without an id when none came', async () => {
    const { server } = await startServer();
    const { body } = await post(server, '/v2/models/tiny/versions/1/infer', {
      ...oneRow,
      outputs: [{ name: 'label' }],
    });
    expect(body).toMatchObject({ outputs: [{ name: 'label', shape: [1], data: ['yes'] }] });
    expect(body).not.toHaveProperty('id');
  });

  it('predicts rows as objects', async () => {
    const { server } = await startServer();
    const { status, body } = await post(server, predict, { instances: tinyRows.slice(0, 2) });
    expect(status).toBe(200);
    expect(body).toEqual({
      model_version: '1',
      predictions: [
        {
          id: expect.stringMatching(/^[0-9a-f]{12}-0$/),
          label: 'yes',
          probability: 0.5262259244918823,
          probabilities: { no: 0.4737740755081177, yes: 0.5262259244918823 },
        },
        expect.objectContaining({ probability: 0.7502601146697998 }),
      ],
    });
  });

  it('lists what is here', async () => {
    const { server } = await startServer();
    expect(await get(server, '/')).toMatchObject({ status: 200, body: { models: ['tiny'] } });
    const { body } = await get(server, '/v1/models');
    expect(body).toMatchObject({ models: [{ name: 'tiny', ready: true, version: '1', refused: null }] });
    expect((await get(server, '/v1/models/tiny')).body).toMatchObject({ name: 'tiny', ready: true });
    expect(await get(server, '/v2/health/live', 'HEAD')).toMatchObject({ status: 200 });
  });

  it('refuses each bad request with its status, in words', async () => {
    const { server } = await startServer({ server: { limits: { maxBodyBytes: 4096, maxRequestRows: 4 } } });
    for (const [what, path, body, status, message] of badRequests) {
      const answer = await post(server, path, body);
      expect([what, answer.status]).toEqual([what, status]);
      expect(answer.body).toEqual({ error: expect.stringMatching(message) });
    }
  });

  it('names the allowed methods, and the content type that it takes', async () => {
    const { server } = await startServer();
    const wrongMethod = await get(server, infer);
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    const form = await fetch(`${server.address}${infer}`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    });
    expect([form.status, await form.json()]).toEqual([
      415,
      { error: expect.stringContaining('application/json') },
    ]);
  });

  it('answers a request whose path cannot be decoded', async () => {
    const { server } = await startServer();
    expect(await get(server, '/v2/models/%zz')).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });

  it('survives what is not HTTP', async () => {
    const { server } = await startServer();
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    socket.end('nonsense\r\n\r\n');
    await new Promise((resolve) => socket.on('close', resolve).resume());
    expect((await get(server, '/v2/health/live')).status).toBe(200);
  });

  it('fails rows that onnxruntime fails on, alone, and does not say what they were', async () => {
    const { server, logLines } = await startServer();
    const bad = openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]);
    const answers = await Promise.all([oneRow, bad, oneRow, oneRow].map((body) => post(server, infer, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 200]);
    expect(answers[1]?.body).toEqual({
      error: expect.stringContaining('the server logged the reason'),
      request_id: expect.any(String),
    });
    expect(logLines.filter((line) => line.includes('INFERENCE_FAILED'))).toHaveLength(1);
  });

  it('refuses rows beyond the queue with 503, and says when to come again', async () => {
    const { server } = await startServer({ server: { limits: { maxQueueRows: 1, hardTimeoutMs: 500 } } });
    for (const pid of server.status().workers.pids) process.kill(pid, 'SIGSTOP');
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(server, infer, oneRow)));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(refused[0]?.body).toEqual({ error: expect.stringContaining('overloaded') });
  });

  it('counts what it does', async () => {
    const { server } = await startServer();
    await post(server, infer, openInferenceRequest(tinyRows));
    await post(server, predict, {});
    await get(server, '/nothing');
    const { body, headers } = await get(server, '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    const [status] = server.status().models;
    for (const line of [
      'waymark_http_requests_total{route="/v2/models/:model/infer",method="POST",status="200"} 1',
      'waymark_http_requests_total{route="/v1/models/:model:predict",method="POST",status="400"} 1',
      'waymark_http_requests_total{route="unknown",method="GET",status="404"} 1',
      'waymark_predictions_total{model="tiny",version="1"} 4',
      'waymark_batch_rows_sum 4',
      'waymark_compute_duration_seconds_count 1',
      'waymark_queue_duration_seconds_count 1',
      'waymark_request_duration_seconds_count 3',
      'waymark_queue_rows 0',
      'waymark_worker_restarts_total 0',
      'waymark_prediction_log_dropped_total 0',
      `waymark_model_info{model="tiny",version="1",manifest_sha256="${status?.serving?.manifestSha256}"} 1`,
    ])
      expect(body).toContain(`${line}\n`);
  });

  it('refuses an address that is taken, in words', async () => {
    const { server, registry, home } = await startServer();
    const port = Number(new URL(server.address).port);
    const options = { registry, models: ['tiny'], sink: new JsonlPredictionSink(join(home, 'other')), port };
    await expect(createModelServer({ ...options, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'ADDRESS_UNAVAILABLE',
      kind: 'environment',
      message: expect.stringContaining(`port ${port} is in use`),
    });
  });

  it('says which model has no champion, and answers that it is not ready', async () => {
    const home = await temporaryFolder();
    const server = await createModelServer({
      registry: new FileModelRegistry(home),
      models: ['tiny'],
      sink: new JsonlPredictionSink(join(home, 'predictions')),
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
    });
    onTestFinished(() => server.close());
    await expect(server.ready()).rejects.toMatchObject({ code: 'CHAMPION_MISSING', kind: 'usage' });
    expect((await get(server, '/v2/health/live')).status).toBe(200);
    expect((await get(server, '/v2/health/ready')).status).toBe(503);
    const answer = await post(server, infer, oneRow);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
