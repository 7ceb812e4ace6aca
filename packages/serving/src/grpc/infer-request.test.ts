import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, rawRow, rawValues, typedRequest } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { tinyRows } from '../testing/tiny-model.js';

/** The first row with some of its fields replaced. */
function withInput(index: number, parts: object): object {
  return {
    ...oneRow,
    inputs: oneRow.inputs.map((input, i) => (i === index ? { ...input, ...parts } : input)),
  };
}

const badRequests: readonly (readonly [string, object, status, RegExp])[] = [
  [
    'an unknown model',
    { model_name: 'nosuch' },
    status.NOT_FOUND,
    /^Request for unknown model: none of that name/,
  ],
  ['a model name that is no text', { model_name: 'x\ud83d' }, status.NOT_FOUND, /none of that name/],
  [
    'an unknown version',
    { ...oneRow, model_version: '2' },
    status.NOT_FOUND,
    /version of 'tiny' is not served; version 1 is/,
  ],
  ['no inputs', { model_name: 'tiny' }, status.INVALID_ARGUMENT, /^missing inputs: age, income, city$/],
  [
    'a wrong datatype',
    withInput(0, { datatype: 'INT32', contents: { int_contents: [30] } }),
    status.INVALID_ARGUMENT,
    /^input age must have datatype INT64, got INT32$/,
  ],
  [
    'values in the field of another datatype',
    withInput(0, { contents: { fp64_contents: [30] } }),
    status.INVALID_ARGUMENT,
    /^inputs\[0\] must have its values in int64_contents, got fp64_contents$/,
  ],
  [
    'a number that is not finite',
    withInput(1, { contents: { fp64_contents: [Number.POSITIVE_INFINITY] } }),
    status.INVALID_ARGUMENT,
    /^input income, row 0: must be a number or null, got a number that is not finite$/,
  ],
  [
    'a parameter without a value',
    { ...oneRow, parameters: { empty: {} } },
    status.INVALID_ARGUMENT,
    /^parameters of the request must be an object of texts, numbers and booleans$/,
  ],
  [
    'typed and raw values at once',
    { ...oneRow, raw_input_contents: rawValues },
    status.INVALID_ARGUMENT,
    /^3 problems: inputs\[0\] must have contents or raw_input_contents, got both; /,
  ],
  [
    'too few raw values',
    { ...rawRow, raw_input_contents: rawValues.slice(0, 2) },
    status.INVALID_ARGUMENT,
    /^raw_input_contents must have one entry an input, got 2 for 3 inputs$/,
  ],
  [
    'raw values that are not whole',
    { ...rawRow, raw_input_contents: [Buffer.alloc(7), ...rawValues.slice(1)] },
    status.INVALID_ARGUMENT,
    /^input age must have 8 bytes a value, got 7 bytes$/,
  ],
  [
    'too many rows',
    typedRequest([...tinyRows, ...tinyRows]),
    status.RESOURCE_EXHAUSTED,
    /at most 4 rows, got 8/,
  ],
  [
    'too many bytes',
    { ...rawRow, raw_input_contents: [Buffer.alloc(5000)] },
    status.RESOURCE_EXHAUSTED,
    /larger than max \(\d+ vs 4096\)/,
  ],
  // The age is beyond the table that the tiny model looks ages up in.
  [
    'rows that the model fails on',
    withInput(0, { contents: { int64_contents: [151] } }),
    status.INTERNAL,
    /^the model failed on this request; the server logged the reason$/,
  ],
];

describe('inferRequestBody', () => {
  it('refuses each bad request with its status, in words', async () => {
    const limits = { maxBodyBytes: 4096, maxRequestRows: 4 };
    const { server } = await startServer({ server: { grpc: { port: 0 }, limits } });
    const { call } = grpcClient(server);
    for (const [what, message, code, details] of badRequests) {
      const error = await call('ModelInfer', message).catch((refusal: unknown) => refusal);
      expect([what, error]).toEqual([
        what,
        expect.objectContaining({ code, details: expect.stringMatching(details) }),
      ]);
    }
  });
});
