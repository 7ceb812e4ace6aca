/**
 * What KServe's Python server promises (kserve/kserve, python/kserve/test/test_server.py, TestV1Endpoints, TestV2Endpoints and
 * those of models that are not ready), as requests and answers of this server. Where it answers otherwise, the row says so.
 * Left out: lists under `/v2/models`, CloudEvents, Avro, dates, Ray.
 */

import { expect } from 'vitest';

export interface Exchange {
  readonly name: string;
  readonly to: string;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Follows the JSON. */
  readonly bytes?: Buffer;
  readonly status: number;
  /** The JSON of the answer, with what matters in it. */
  readonly answer?: object;
  /** What follows the JSON of the answer. */
  readonly tail?: string;
}

/** FP16 and FP32 of 6.8, 2.8, 4.8, 1.4, 6.0, 3.4, 4.5, 1.6: the bytes that KServe's tests have. */
const halfBytes = Buffer.from('cd469a41cd449a3d0046cd428044663e', 'hex');
const singles = [
  ...[6.800000190734863, 2.799999952316284, 4.800000190734863, 1.399999976158142],
  ...[6, 3.4000000953674316, 4.5, 1.600000023841858],
];
const halves = [6.80078125, 2.80078125, 4.80078125, 1.400390625, 6, 3.400390625, 4.5, 1.599609375];
const singleBytes = Buffer.from(Float32Array.from(singles).buffer);
const animals = ['cat', 'dog', 'cat', 'dog', 'cat', 'dog', 'cat', 'dog'];

const singleInput = {
  ...{ name: 'fp32_input', shape: [2, 4], datatype: 'FP32' },
  data: [
    [6.8, 2.8, 4.8, 1.4],
    [6.0, 3.4, 4.5, 1.6],
  ],
};
const textInput = { name: 'str_input', shape: [2, 4], datatype: 'BYTES', data: animals };
const halfInput = { name: 'fp16_input', shape: [2, 4], datatype: 'FP16' };
const halfOutput = { name: 'fp16_output', shape: [2, 4], datatype: 'FP16' };
const singleOutput = { name: 'fp32_output', shape: [2, 4], datatype: 'FP32' };
const asked = (name: string, isBinary?: boolean) =>
  isBinary === undefined ? { name } : { name, parameters: { binary_data: isBinary } };

export const aboutServer: readonly Exchange[] = [
  // KServe: {"status": "alive"}.
  { name: 'is alive', to: '/', status: 200, answer: { name: 'waymark' } },
  {
    // KServe: their names alone.
    name: 'lists its models',
    to: '/v1/models',
    status: 200,
    answer: { models: [{ name: 'broken' }, { name: 'halfIn' }, { name: 'halfOut' }, { name: 'scale' }] },
  },
  { name: 'knows a model', to: '/v1/models/scale', status: 200, answer: { name: 'scale', ready: true } },
  {
    name: 'does not know another',
    to: '/v1/models/InvalidModel',
    status: 404,
    answer: { error: expect.any(String) },
  },
  {
    name: 'does not know another path',
    to: '/unknown_path',
    status: 404,
    answer: { error: expect.any(String) },
  },
  { name: 'has metrics', to: '/metrics', status: 200 },
  {
    name: 'predicts rows',
    to: '/v1/models/scale:predict',
    json: { instances: [[1, 2, 3]] },
    status: 200,
    answer: { predictions: [[2, 4, 6]] },
  },
  // KServe: 200, where the model can.
  { name: 'explains nothing', to: '/v1/models/scale:explain', json: { instances: [[1, 2, 3]] }, status: 501 },
  {
    name: 'refuses instances that are no list',
    to: '/v1/models/scale:predict',
    json: { instances: 'invalid' },
    status: 400,
  },
  {
    name: 'refuses inputs that are no list',
    to: '/v2/models/scale/infer',
    json: { inputs: 'invalid' },
    status: 400,
  },
];

const x = { name: 'x', shape: [1, 3], datatype: 'FP32' };
const scalars = { 'test-str': 'dummy', 'test-bool': true, 'test-int': 100, 'test-float': 1.3 };
const halfOut = '/v2/models/halfOut/infer';

export const infer: readonly Exchange[] = [
  {
    name: 'infers nested data, and answers it flat',
    to: '/v2/models/scale/infer',
    json: { inputs: [{ ...x, data: [[1, 2, 3]] }] },
    status: 200,
    answer: { outputs: [{ name: 'y', shape: [1, 3], datatype: 'FP32', data: [2, 4, 6] }] },
  },
  {
    // KServe's test model gives them back; none of ours has something to say by them.
    name: 'takes parameters of every kind, and gives the id back',
    to: '/v2/models/scale/infer',
    json: { id: '123', parameters: scalars, inputs: [{ ...x, parameters: scalars, data: [1, 2, 3] }] },
    status: 200,
    answer: { id: '123', model_name: 'scale', outputs: [{ data: [2, 4, 6] }] },
  },
  {
    name: 'takes FP16 as bytes beside text as JSON',
    to: '/v2/models/halfIn/infer',
    json: { id: '123', inputs: [{ ...halfInput, parameters: { binary_data_size: 16 } }, textInput] },
    bytes: halfBytes,
    status: 200,
    answer: {
      outputs: [
        { name: 'str_output', shape: [2, 4], datatype: 'BYTES', data: animals },
        { name: 'fp32_output', shape: [2, 4], datatype: 'FP32', data: halves },
      ],
    },
  },
  {
    name: 'refuses FP16 as JSON',
    to: '/v2/models/halfIn/infer',
    json: { inputs: [{ ...halfInput, data: halves }, textInput] },
    status: 400,
  },
  {
    name: 'gives FP16 as bytes and FP32 as JSON',
    to: halfOut,
    json: {
      id: '123',
      inputs: [singleInput],
      outputs: [asked('fp16_output', true), asked('fp32_output', false)],
    },
    status: 200,
    answer: {
      id: '123',
      outputs: [
        { ...halfOutput, parameters: { binary_data_size: 16 } },
        { ...singleOutput, data: singles },
      ],
    },
    tail: halfBytes.toString('hex'),
  },
  {
    // KServe: 400.
    name: 'gives FP16 as JSON, as numbers',
    to: halfOut,
    json: { inputs: [singleInput], outputs: [asked('fp16_output'), asked('fp32_output', false)] },
    status: 200,
    answer: {
      outputs: [
        { ...halfOutput, data: halves },
        { ...singleOutput, data: singles },
      ],
    },
  },
  {
    name: 'gives the output that was asked for, and no other',
    to: halfOut,
    json: { inputs: [singleInput], outputs: [asked('fp32_output', false)] },
    status: 200,
    answer: { outputs: [{ ...singleOutput, data: singles }] },
  },
  {
    name: 'gives all outputs as bytes',
    to: halfOut,
    json: { inputs: [singleInput], parameters: { binary_data_output: true } },
    status: 200,
    answer: {
      outputs: [
        { ...halfOutput, parameters: { binary_data_size: 16 } },
        { ...singleOutput, parameters: { binary_data_size: 32 } },
      ],
    },
    tail: Buffer.concat([halfBytes, singleBytes]).toString('hex'),
  },
  {
    name: 'lets what an output says go before what the request says',
    to: halfOut,
    json: {
      inputs: [singleInput],
      parameters: { binary_data_output: true },
      outputs: [asked('fp16_output', true), asked('fp32_output', false)],
    },
    status: 200,
    answer: {
      outputs: [
        { ...halfOutput, parameters: { binary_data_size: 16 } },
        { ...singleOutput, data: singles },
      ],
    },
    tail: halfBytes.toString('hex'),
  },
  {
    name: 'answers NaN and infinities as valid JSON',
    to: '/v2/models/scale/infer',
    json: { inputs: [{ ...x, parameters: { binary_data_size: 12 } }] },
    bytes: Buffer.from(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 1).buffer),
    status: 200,
    answer: { outputs: [{ data: [null, null, 2] }] },
  },
];

export const notReady: readonly Exchange[] = [
  // KServe: 503; TensorFlow Serving, whose path it is too, 200.
  { name: 'has a status that says so', to: '/v1/models/broken', status: 200, answer: { ready: false } },
  { name: 'is not ready', to: '/v2/models/broken/ready', status: 503 },
  { name: 'predicts nothing', to: '/v1/models/broken:predict', json: { instances: [[1, 2]] }, status: 503 },
  { name: 'infers nothing', to: '/v2/models/broken/infer', json: { inputs: [x] }, status: 503 },
];

/** Where KServe answers with the name in the body, Triton's protocol answers with nothing. */
export const modelControl: readonly Exchange[] = [
  { name: 'unloads', to: '/v2/repository/models/scale/unload', method: 'POST', status: 200 },
  { name: 'is unloaded then', to: '/v2/models/scale/ready', status: 503 },
  { name: 'loads', to: '/v2/repository/models/scale/load', method: 'POST', status: 200 },
  { name: 'is ready then', to: '/v2/models/scale/ready', status: 200 },
  // KServe: 503 and 404; Triton: 400.
  {
    name: 'cannot load what is broken',
    to: '/v2/repository/models/broken/load',
    method: 'POST',
    status: 400,
  },
  {
    name: 'cannot unload what it has not',
    to: '/v2/repository/models/model/unload',
    method: 'POST',
    status: 400,
  },
];
