/** Every protocol reaches the same model by the same rules: one table, one server, one expected answer. */

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { rawRow, rawValues, typedRequest } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from '../testing/tiny-model.js';
import { encodeTexts } from './open-inference/binary-tensor.js';

const rows = tinyRows.slice(0, 3);
const expected = tinyProbabilities[1].slice(0, 3);
const names = ['age', 'income', 'city'] as const;
const lists = rows.map((row) => names.map((name) => row[name]));
const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
const csv = 'age,income,city\r\n30,80.5,Oslo\r\n60,,""\r\n0,-20,Paris\r\n';

type Reader = (body: never) => readonly number[];

const ofTensors: Reader = ({ outputs }: { outputs: readonly [unknown, { data: readonly number[] }] }) =>
  outputs[1].data.filter((_, i) => i % 2 === 1);
const ofRows: Reader = ({ predictions }: { predictions: readonly { probability: number }[] }) =>
  predictions.map(({ probability }) => probability);
const ofColumns: Reader = (
  body: Readonly<Record<'outputs' | 'predictions', { probabilities: number[][] }>>,
) => (body.outputs ?? body.predictions).probabilities.map(([, yes]) => yes ?? Number.NaN);

const requests: readonly (readonly [string, string, unknown, Reader])[] = [
  ['Open Inference Protocol', '/v2/models/tiny/infer', openInferenceRequest(rows), ofTensors],
  ['KServe v1, objects', '/v1/models/tiny:predict', { instances: rows }, ofRows],
  ['KServe v1, lists', '/v1/models/tiny:predict', { instances: lists }, ofRows],
  ['TensorFlow Serving, columns', '/v1/models/tiny:predict', { inputs: columns }, ofColumns],
  ['TensorFlow Serving, a version', '/v1/models/tiny/versions/1:predict', { instances: rows }, ofRows],
  ['TensorFlow Serving, a label', '/v1/models/tiny/labels/champion:predict', { instances: rows }, ofRows],
  ['MLflow, split', '/invocations', { dataframe_split: { columns: names, data: lists } }, ofColumns],
  ['MLflow, records', '/invocations', { dataframe_records: rows }, ofColumns],
  ['MLflow, instances', '/invocations', { instances: rows }, ofColumns],
  ['MLflow, inputs', '/invocations', { inputs: columns }, ofColumns],
  ['MLflow, CSV', '/invocations', csv, ofColumns],
  ['SageMaker, several models', '/models/tiny/invoke', csv, ofColumns],
  ['Vertex AI', '/vertex', { instances: rows }, ofRows],
  ['Azure ML', '/score', { input_data: { columns: names, data: lists } }, ofColumns],
];

/** An age of 1.5 and an income that is text: both are told, in whatever form they come. */
const wrong = { age: 1.5, income: 'secret', city: 'Oslo' };
const wrongList = names.map((name) => wrong[name]);
const wrongColumns = { age: [1.5], income: ['secret'], city: ['Oslo'] };
const wrongSplit = { columns: names, data: [wrongList] };
const wrongCsv = 'age,income,city\n1.5,secret,Oslo\n';

const wrongRequests: readonly (readonly [string, unknown])[] = [
  ['/v2/models/tiny/infer', openInferenceRequest([wrong])],
  ['/v1/models/tiny:predict', { instances: [wrong] }],
  ['/v1/models/tiny:predict', { instances: [wrongList] }],
  ['/v1/models/tiny:predict', { inputs: wrongColumns }],
  ['/invocations', { dataframe_split: wrongSplit }],
  ['/invocations', { dataframe_records: [wrong] }],
  ['/invocations', { inputs: wrongColumns }],
  ['/invocations', wrongCsv],
  ['/models/tiny/invoke', wrongCsv],
  ['/vertex', { instances: [wrong] }],
  ['/score', { input_data: wrongSplit }],
];

/** onnxruntime would score the first four letters. */
const cut = { age: 30, income: 1, city: 'Oslo\0secret' };
const cutSplit = { columns: names, data: [names.map((name) => cut[name])] };
const cutRequests: readonly (readonly [string, unknown])[] = [
  ['/v2/models/tiny/infer', openInferenceRequest([cut])],
  ['/v1/models/tiny:predict', { instances: [cut] }],
  ['/v1/models/tiny:predict', { inputs: { age: [30], income: [1], city: [cut.city] } }],
  ['/invocations', { dataframe_split: cutSplit }],
  ['/invocations', `age,income,city\n30,1,${cut.city}\n`],
  ['/models/tiny/invoke', { dataframe_records: [cut] }],
  ['/vertex', { instances: [cut] }],
  ['/score', { input_data: cutSplit }],
];

const hostile: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    [],
    [[]],
    {},
    { instances: null },
    { instances: {} },
    { instances: [null, [], {}, 'x'] },
  ],
  ...[
    { inputs: null },
    { inputs: [] },
    { inputs: { age: {} } },
    { inputs: { age: [[]], income: [{}], city: [0] } },
  ],
  ...[{ dataframe_split: null }, { dataframe_split: { columns: [], data: [] } }, { dataframe_records: {} }],
  ...[
    { dataframe_split: { columns: names, data: [null, 1, {}, [[], {}, null]] } },
    { dataframe_records: [[[]]] },
  ],
  ...[{ input_data: null }, { input_data: { columns: 1, data: 1 } }, { input_data: [[[]]] }, { params: [] }],
];

/** With the paths of every cloud. */
async function startWithClouds() {
  const vertexAi = { healthRoute: '/healthy', predictRoute: '/vertex' };
  const { server } = await startServer({
    server: { grpc: { port: 0 }, clouds: { sageMakerMultiModel: true, vertexAi, azureMl: true } },
  });
  return server;
}

/** The first row as bytes, with another city. */
function rawRequest(city: string) {
  const [age, income] = rawValues;
  return { ...rawRow, raw_input_contents: [age, income, encodeTexts([city])] };
}

/** Text goes as CSV, all else as JSON. */
function send(server: { readonly address: string }, path: string, body: unknown): Promise<Response> {
  const isCsv = typeof body === 'string';
  return fetch(`${server.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': isCsv ? 'text/csv' : 'application/json' },
    body: isCsv ? body : JSON.stringify(body),
  });
}

describe('every protocol', () => {
  it('gives the same probabilities for the same rows, to the last bit', async () => {
    const server = await startWithClouds();
    for (const [protocol, path, body, probabilitiesIn] of requests) {
      const response = await send(server, path, body);
      expect([protocol, response.status]).toEqual([protocol, 200]);
      // The shape is the protocol's; what is not there fails here.
      const probabilities = probabilitiesIn((await response.json()) as never);
      expect([protocol, ...probabilities]).toEqual([protocol, ...expected]);
    }
  });

  it('refuses the same values for the same reasons, and repeats none of them', async () => {
    const server = await startWithClouds();
    for (const [path, body] of wrongRequests) {
      const response = await send(server, path, body);
      const text = await response.text();
      expect([path, response.status, text]).toEqual([
        path,
        400,
        expect.stringMatching(
          /must be a whole number, got a number with a fraction.*must be a number or null, got text/,
        ),
      ]);
      expect(text).not.toContain('secret');
    }
  });

  it('refuses text that the model would cut, and repeats none of it', async () => {
    const server = await startWithClouds();
    for (const [path, body] of cutRequests) {
      const response = await send(server, path, body);
      const text = await response.text();
      const told = expect.stringContaining('must be text, got text with the character U+0000');
      expect([path, response.status, text]).toEqual([path, 400, told]);
      expect(text).not.toContain('secret');
    }
    const { call } = grpcClient(server);
    for (const request of [typedRequest([cut]), rawRequest('Oslo\0secret')])
      await expect(call('ModelInfer', request)).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
        details: expect.stringMatching(
          /input city, row 0: must be text, got text with .*U\+0000(?!.*secret)/,
        ),
      });
  });

  it('refuses whatever else comes with 400', async () => {
    const server = await startWithClouds();
    for (const path of new Set(wrongRequests.map(([url]) => url)))
      for (const body of hostile) {
        const { status } = await send(server, path, body);
        expect([path, JSON.stringify(body), status]).toEqual([path, JSON.stringify(body), 400]);
      }
  });
});
