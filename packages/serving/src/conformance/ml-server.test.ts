/**
 * What MLServer's tests promise (SeldonIO/MLServer, tests/batching/test_requests.py, test_shape.py and test_adaptive.py,
 * tests/rest/test_endpoints.py), asked of this server. Parameters of requests are never merged here, and none reaches
 * another request. Left out: generate, streams, CloudEvents.
 */

import { describe, expect, it } from 'vitest';
import { joinRequests, sliceRows } from '../bare/join-tensors.js';
import { type NamedTensor, sizeOf } from '../engine/named-tensor.js';
import { unpackNamedTensors } from '../engine/tensor-batch.js';
import { ask } from '../testing/ask.js';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { get, post } from '../testing/http-client.js';

const int32 = (shape: readonly number[], ...values: readonly number[]): NamedTensor => ({
  ...{ name: 'foo', datatype: 'INT32', shape },
  data: new Uint8Array(Int32Array.from(values).buffer),
});
const bytes = (shape: readonly number[], ...data: readonly string[]): NamedTensor => ({
  ...{ name: 'bar', datatype: 'BYTES', shape, data },
});

/** Shape and values, so that a buffer is as good as an array. */
function plain({ name, shape, data }: NamedTensor) {
  const isBytes = data instanceof Uint8Array;
  return { name, shape, values: isBytes ? [...new Int32Array(Uint8Array.from(data).buffer)] : data };
}

interface Merge {
  readonly name: string;
  /** Of each request, with its rows first. */
  readonly requests: readonly (readonly [number, ...NamedTensor[]])[];
  readonly merged: readonly NamedTensor[];
}

const merges: readonly Merge[] = [
  {
    name: 'three requests of one row',
    requests: [
      [1, int32([1, 3], 1, 2, 3)],
      [1, int32([1, 3], 4, 5, 6)],
      [1, int32([1, 3], 7, 8, 9)],
    ],
    merged: [int32([3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9)],
  },
  {
    name: 'requests of several rows and one',
    requests: [
      [2, int32([2, 3], 1, 2, 3, 10, 11, 12)],
      [1, int32([1, 3], 4, 5, 6)],
      [1, int32([1, 3], 7, 8, 9)],
    ],
    merged: [int32([4, 3], 1, 2, 3, 10, 11, 12, 4, 5, 6, 7, 8, 9)],
  },
  {
    name: 'texts',
    requests: [
      [1, bytes([1, 3], 'a', 'b', 'c')],
      [2, bytes([2, 3], 'd', 'e', 'f', 'j', 'k', 'l')],
      [1, bytes([1, 3], 'g', 'h', 'i')],
    ],
    merged: [bytes([4, 3], 'a', 'b', 'c', 'd', 'e', 'f', 'j', 'k', 'l', 'g', 'h', 'i')],
  },
  {
    name: 'two inputs',
    requests: [
      [1, int32([1, 3], 1, 2, 3), bytes([1, 3], 'a', 'b', 'c')],
      [1, int32([1, 3], 4, 5, 6), bytes([1, 3], 'd', 'e', 'f')],
    ],
    merged: [int32([2, 3], 1, 2, 3, 4, 5, 6), bytes([2, 3], 'a', 'b', 'c', 'd', 'e', 'f')],
  },
];

describe('batches as MLServer’s tests have them', () => {
  it.each(merges)('joins $name, and gives each its own again', ({ requests, merged }) => {
    const batch = joinRequests(requests.map(([rows, ...inputs]) => ({ rows, inputs })));
    expect(unpackNamedTensors(batch).map(plain)).toEqual(merged.map(plain));
    const total = requests.reduce((sum, [rows]) => sum + rows, 0);
    let firstRow = 0;
    for (const [rows, ...inputs] of requests) {
      expect(sliceRows(merged, { firstRow, rows, total }).map(plain)).toEqual(inputs.map(plain));
      firstRow += rows;
    }
  });

  it.each([
    [[5, 2, 3], 6],
    [[5, 4], 4],
    [[5, 2, 3, 4], 24],
  ])('counts the values of a row of %j', (shape, values) => {
    expect(sizeOf(shape.slice(1))).toBe(values);
  });
});

/** A model named as MLServer's, which doubles [N, 3]. */
async function start(options: Parameters<typeof startBare>[1] = {}) {
  const folder = await modelsFolder({ 'sum-model.onnx': 'double' });
  const { server } = await startBare(folder, { modelControl: 'explicit', ...options });
  await server.ready();
  return server;
}

function requestOf(id: string, ...data: readonly number[]) {
  const shape = [data.length / 3, 3];
  return { id, inputs: [{ name: 'x', datatype: 'FP32', shape, data }] };
}

const infer = '/v2/models/sum-model/infer';
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

describe('a server that batches, as MLServer’s tests ask it', () => {
  it.each([
    // 10 is the most rows of a batch: one stays half-full, or a request is larger than that.
    ['22 requests of one row', numbers(22).map((i) => requestOf(`request-${i}`, i, i + 1, i + 2))],
    [
      'a large request and a regular one',
      [requestOf('large', ...numbers(60)), requestOf('regular', 1000, 1001, 1002)],
    ],
  ])('answers each with its own id, shape and values: %s', async (_, requests) => {
    const server = await start({ limits: { maxBatchRows: 10 } });
    const answers = await Promise.all(requests.map((request) => post(server, infer, request)));
    expect(answers.map(({ body }) => body)).toEqual(
      requests.map(({ id, inputs: [{ shape, data } = { shape: [], data: [] }] }) => ({
        ...{ model_name: 'sum-model', model_version: '1', id },
        outputs: [{ name: 'y', datatype: 'FP32', shape, data: data.map((value) => 2 * value) }],
      })),
    );
  });

  it('keeps the parameters of one from the others', async () => {
    const server = await start();
    const withParameters = (parameters: object) => ({ ...requestOf('a', 1, 2, 3), parameters });
    const bodies = [{ content_type: 'np', foo: 'bar' }, {}, { foo: 'bar', time: '13:00' }, { timeout: 1 }];
    const answers = await Promise.all(bodies.map((body) => post(server, infer, withParameters(body))));
    // The last one had no time, and the others are not the worse for it.
    const late = answers.pop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    // Refused at once where others wait, else when its turn came.
    expect([503, 504]).toContain(late?.status);
    for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/foo|time"/);
  });
});

/** What is only read, with what matters in the answer. */
const readPaths: Readonly<Record<string, object>> = {
  '/v2/health/live': { live: true },
  '/v2/health/ready': { ready: true },
  '/v2/models/sum-model/versions/1/ready': { name: 'sum-model', ready: true },
  '/v2': { name: 'waymark', version: '0.1.0' },
  // MLServer: /v2/docs/dataplane.json.
  '/openapi.json': { openapi: '3.1.0' },
  '/v2/models/sum-model': {
    ...{ name: 'sum-model', platform: 'onnxruntime_onnx', versions: ['1'] },
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
  },
};

describe('a server as MLServer’s tests of REST ask it', () => {
  it('tells of itself and of its model, and infers with a version and without', async () => {
    const server = await start();
    for (const [path, body] of Object.entries(readPaths))
      expect(await get(server, path), path).toMatchObject({ status: 200, body });
    for (const path of [infer, '/v2/models/sum-model/versions/1/infer'])
      expect(await post(server, path, requestOf('one', 1, 2, 3)), path).toMatchObject({
        ...{ status: 200, body: { id: 'one', outputs: [{ data: [2, 4, 6] }] } },
      });
  });

  it('refuses with status and words what MLServer refuses', async () => {
    const server = await start();
    const request = requestOf('one', 1, 2, 3);
    const error = expect.any(String);
    const unknown = '/v2/models/my-model/versions/0/infer';
    expect(await post(server, unknown, request)).toMatchObject({ status: 404, body: { error } });
    // MLServer: 422.
    const inputs = request.inputs.map((input) => ({ ...input, datatype: 'INVALID' }));
    expect(await post(server, infer, { inputs })).toMatchObject({
      status: 400,
      body: { error: 'input x must have datatype FP32, got one that the protocol does not have' },
    });
    // MLServer: 404; Triton: 400.
    expect(await post(server, '/v2/repository/models/my-model/load', {})).toMatchObject({ status: 400 });
  });

  it('sends the id of a request back, and no other header', async () => {
    const headers = { 'x-foo': 'bar', 'x-request-id': 'seven' };
    const server = await start({ logLevel: 'debug' });
    const answer = await ask(server, infer, { headers, body: requestOf('one', 1, 2, 3) });
    const sentBack = ['x-request-id', 'x-foo'].map((name) => answer.headers.get(name));
    expect([answer.status, ...sentBack]).toEqual([200, 'seven', null]);
  });

  it('lists, unloads and loads', async () => {
    const server = await start();
    const states = async () => {
      const { body } = await post(server, '/v2/repository/index', {});
      return (body as { name: string; state: string }[]).map(({ name, state }) => [name, state]);
    };
    const control = (what: string) => post(server, `/v2/repository/models/sum-model/${what}`, {});
    expect(await states()).toEqual([['sum-model', 'READY']]);
    expect((await control('unload')).status).toBe(200);
    // MLServer: 404, and none in the index.
    expect((await get(server, '/v2/models/sum-model')).status).toBe(503);
    expect(await states()).toEqual([['sum-model', 'UNAVAILABLE']]);
    expect((await control('load')).status).toBe(200);
    expect((await get(server, '/v2/models/sum-model')).status).toBe(200);
  });
});
