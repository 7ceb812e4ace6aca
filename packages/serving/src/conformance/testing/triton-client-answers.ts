/** What the checks of `triton_client.py` must tell. The rows are those of the tiny model; its answers are literals. */

import { expect } from 'vitest';
import { tinyLabels, tinyProbabilities } from '../../testing/tiny-model.js';

export type Kind = 'http' | 'grpc';

/** What HTTP answers, as gRPC tells it. */
const statuses = {
  400: 'StatusCode.INVALID_ARGUMENT',
  404: 'StatusCode.NOT_FOUND',
  413: 'StatusCode.RESOURCE_EXHAUSTED',
  500: 'StatusCode.INTERNAL',
  503: 'StatusCode.UNAVAILABLE',
  504: 'StatusCode.DEADLINE_EXCEEDED',
} as const;

type Status = keyof typeof statuses;

const positives = [...tinyProbabilities[1]];
const [oslo, , paris, rome] = positives;
/** What is told of a model that is not there. */
const unknownModel = expect.stringMatching(/^Request for unknown model: /);

/** By the name of the check. */
export function expectedAnswers(kind: Kind): Readonly<Record<string, unknown>> {
  const is = (status: Status) => (kind === 'http' ? String(status) : statuses[status]);
  return {
    ...descriptions,
    ...inferences,
    ...bareInferences,
    'an error of one at once': [is(404), unknownModel],
    errors: {
      'unknown model': [is(404), unknownModel],
      'unknown version': [is(404), expect.stringContaining('version 1 is')],
      'another datatype': [is(400), expect.stringContaining('input age must have datatype INT64, got INT32')],
      'another shape': [is(400), expect.stringContaining('the same N in every input, got [4]')],
      'an input too few': [is(400), 'missing inputs: city'],
      'an unknown output': [is(400), 'outputs[0] must name one of label, probabilities'],
      'text with null bytes': [is(400), expect.stringContaining('input city, row 2: must be text, got')],
      'too many rows': [is(413), 'a request may have at most 4096 rows, got 8000; send several requests'],
      'no time at all': [is(504), expect.stringContaining('timeout of the request passed')],
      'a model that fails': [is(500), 'the model failed on this request; the server logged the reason'],
      'metadata of none': [is(404), unknownModel],
      'a bare model’s shape': [is(400), 'input x must have shape [?, 3], got [1, 4]'],
      'a bare model that is broken': [is(503), expect.stringContaining("'broken' is not ready")],
    },
    'shared memory': kind === 'http' ? '404' : 'StatusCode.UNIMPLEMENTED',
    // HTTP has none.
    ...(kind === 'grpc' ? streams : {}),
    'model control': [
      ...[false, is(503), true, is(400), is(400)],
      ...[false, is(503), true, is(400), is(400)],
    ],
  };
}

const streams = {
  // A request's error has no status: the stream goes on. With the second header it has one, and the stream is over.
  streams: [
    [
      ['0', oslo],
      [null, unknownModel],
      ['2', rome],
      ['3', oslo],
    ],
    [
      ['0', oslo],
      [statuses[404], unknownModel],
    ],
  ],
  'streams that end': statuses[504],
};

const descriptions = {
  health: [true, true, true, true, false, false],
  'server metadata': [
    'waymark',
    [
      'binary_tensor_data',
      'classification',
      'model_configuration',
      'model_repository',
      'schedule_policy',
      'statistics',
    ],
  ],
  'model metadata': [
    ...['tiny', ['1'], 'onnxruntime_onnx'],
    [
      ['age', 'INT64', [-1, 1]],
      ['income', 'FP64', [-1, 1]],
      ['city', 'BYTES', [-1, 1]],
    ],
    [
      ['label', 'BYTES', [-1]],
      ['probabilities', 'FP32', [-1, 2]],
    ],
  ],
  'metadata of a bare model': [
    ...['scale', ['1', '2'], 'onnxruntime_onnx'],
    [['x', 'FP32', [-1, 3]]],
    [['y', 'FP32', [-1, 3]]],
  ],
  'model configuration': [
    ...['tiny', 'onnxruntime', 4096],
    [
      ['age', 'TYPE_INT64'],
      ['income', 'TYPE_FP64'],
      ['city', 'TYPE_STRING'],
    ],
  ],
  'repository index': [
    [['tiny', '1', 'READY']],
    [
      ['broken', '1', 'UNAVAILABLE'],
      ['double', '1', 'READY'],
      ['negative', '1', 'READY'],
      ['scale', '1', 'READY'],
      ['scale', '2', 'READY'],
      ['sum', '1', 'READY'],
      ['types', '1', 'READY'],
    ],
  ],
  statistics: {
    ...{ name: 'double', inference_count: 6, execution_count: 3, success: 3, fail: 1 },
    batches: [
      [1, 1],
      [2, 1],
      [3, 1],
    ],
    'adds up': true,
  },
};

const inferences = {
  'binary tensors': positives,
  'tensors as json or typed': [oslo, paris, rome],
  'binary in and json out': positives,
  'requested outputs': [tinyLabels[1], null],
  'both outputs in their order': ['probabilities', 'label'],
  classification: [
    ['1', 'yes'],
    ['1', 'yes'],
    ['0', 'no'],
    ['1', 'yes'],
  ],
  'request ids and versions': [
    { model_name: 'tiny', model_version: '1', id: 'seven é 7' },
    expect.objectContaining({ model_version: '1' }),
  ],
  parameters: positives,
  headers: positives,
  compression: [
    [4_000, positives],
    [4_000, positives],
  ],
  'many at once': 1,
  'asyncio client': [true, JSON.stringify(positives).replaceAll(',', ', ')],
};

const bareInferences = {
  'classification of a bare model': ['9:1', '6:2'],
  'versions of a bare model': [
    ['2', [[3, 6, 9]]],
    ['1', [[2, 4, 6]]],
    ['2', [[3, 6, 9]]],
  ],
  'every datatype': {
    ...{ bool: ['True', 'False'], uint8: ['0', '255'], uint16: ['0', '65535'], uint32: ['0', '4294967295'] },
    uint64: ['0', '18446744073709551615'],
    ...{ int8: ['-128', '127'], int16: ['-32768', '32767'], int32: ['-2147483648', '2147483647'] },
    int64: ['-9223372036854775808', '9223372036854775807'],
    ...{ fp32: ['-0.10000000149011612', 'inf'], fp64: ['-0.1', 'nan'], 'negative fp16': ['1.5', '-65504.0'] },
    bytes: ['', 'é 🐦'],
  },
  'every datatype but fp16 as json or typed': {
    ...{ bool: ['True', 'False'], uint8: ['0', '255'], uint16: ['0', '65535'], uint32: ['0', '4294967295'] },
    uint64: ['0', '9007199254740991'],
    ...{ int8: ['-128', '127'], int16: ['-32768', '32767'], int32: ['-2147483648', '2147483647'] },
    int64: ['-9007199254740991', '9007199254740991'],
    ...{ fp32: ['-0.10000000149011612', '3.25'], fp64: ['-0.1', '1e+300'], bytes: ['', 'é 🐦'] },
  },
  'every datatype with two rows and no text': [[], [2, 2]],
  'tensors of other ranks': [
    10,
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ],
};
