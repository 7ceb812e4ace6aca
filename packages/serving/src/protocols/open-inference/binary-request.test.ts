import { describe, expect, it } from 'vitest';
import { packRequests, unpackTensors } from '../../engine/batch-codec.js';
import { contractOf, type ModelContract } from '../../host/model-contract.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { BinaryBody, joinBinaryBody, jsonLengthOf } from './binary-request.js';
import { parseInferRequest } from './infer-request.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const limits = { maxRequestRows: 4 };

const tail = Buffer.from('04000000 4f736c6f 0100000000002000'.replaceAll(' ', ''), 'hex');
const shape = [1];
/** City and age are bytes, in this order; income is JSON. */
const inputs = [
  { name: 'city', datatype: 'BYTES', shape, parameters: { binary_data_size: 8 } },
  { name: 'income', datatype: 'FP64', shape, data: [null] },
  { name: 'age', datatype: 'INT64', shape: [1, 1], parameters: { binary_data_size: 8 } },
];

function parse(json: unknown, bytes: Uint8Array, of: ModelContract = contract) {
  return parseInferRequest(joinBinaryBody(new BinaryBody(json, bytes), of), of, limits);
}

/** What a model with the one input would be. */
function oneInput(name: string): ModelContract {
  const kept = contract.inputs.filter((input) => input.name === name);
  return { ...contract, inputs: kept, inputIndex: new Map([[name, 0]]) };
}

describe('joinBinaryBody', () => {
  it('takes bytes in the order of the request, beside data in the JSON', () => {
    expect(parse({ inputs }, tail).cells).toEqual([9007199254740993n, null, 'Oslo']);
  });

  it('brings whole numbers beyond 2^53 to the model exactly', () => {
    const packed = packRequests(contract.inputLayouts, [parse({ inputs }, tail)]);
    expect(unpackTensors(contract.inputLayouts, packed)[0]).toEqual(BigInt64Array.of(9007199254740993n));
  });

  it('answers as JSON unless bytes are asked for', () => {
    expect(parse({ inputs }, tail).forms).toBeUndefined();
  });

  it('takes the bytes alone for a model with one input, and answers with bytes', () => {
    const rows = Buffer.from('00000000002054400000000000e06f40', 'hex');
    expect(parse(undefined, rows, oneInput('income'))).toMatchObject({
      rows: 2,
      cells: [80.5, 255],
      forms: [
        { index: 0, isBinary: true },
        { index: 1, isBinary: true },
      ],
    });
    expect(parse(undefined, Buffer.from('Oslo'), oneInput('city'))).toMatchObject({
      rows: 1,
      cells: ['Oslo'],
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'bytes alone for a model with more inputs',
      () => parse(undefined, tail),
      'a request of bytes only needs a model with one input, and this one has 3; send JSON, and its length in Inference-Header-Content-Length',
    ],
    [
      'bytes alone that are no whole numbers',
      () => parse(undefined, tail.subarray(0, 12), oneInput('income')),
      'input income must have 8 bytes a value, got 12 bytes',
    ],
    [
      'no bytes alone',
      () => parse(undefined, tail.subarray(0, 0), oneInput('income')),
      'a request must have at least one row, got shape [0]',
    ],
    [
      'more bytes than the inputs have',
      () => parse({ inputs }, Buffer.concat([tail, tail])),
      'the sizes of binary inputs must add up to 32 bytes after the JSON, got 16',
    ],
    [
      'fewer bytes than the inputs have',
      () => parse({ inputs }, tail.subarray(1)),
      'the sizes of binary inputs must add up to 15 bytes after the JSON, got 16',
    ],
    [
      'sizes that are none, and data beside them, together',
      () =>
        parse(
          {
            inputs: [
              { ...inputs[0], parameters: { binary_data_size: -8 } },
              { ...inputs[2], data: [1] },
            ],
          },
          tail.subarray(8),
        ),
      '2 problems: binary_data_size of inputs[0] must be a number of bytes, got a whole number; inputs[1] must have data or binary_data_size, got both',
    ],
    [
      'another number of values than the shape says',
      () => parse({ inputs: [{ ...inputs[0], shape: [1] }, inputs[1], { ...inputs[2], shape: [2] }] }, tail),
      '3 problems: input age must have 2 values, got 1; input income must have shape [N]',
    ],
    [
      'values beyond the shape',
      () =>
        parse(
          { inputs: [inputs[0], inputs[1], { ...inputs[2], parameters: { binary_data_size: 16 } }] },
          Buffer.concat([tail, tail.subarray(8)]),
        ),
      'input age must have 1 values, got 2',
    ],
    [
      'a wrong datatype',
      () => parse({ inputs: [inputs[0], inputs[1], { ...inputs[2], datatype: 'FP64' }] }, tail),
      'input age must have datatype INT64, got FP64',
    ],
    [
      'JSON that is no request',
      () => parse([], tail),
      "the body must be an object with 'inputs', got a list",
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringContaining(message) }),
    );
  });
});

describe('jsonLengthOf', () => {
  it('is the number in the header', () => {
    expect(jsonLengthOf('0', tail)).toBe(0);
    expect(jsonLengthOf('16', tail)).toBe(16);
  });

  it.each(['', '-1', '1.5', '0x1', '17', '9'.repeat(20)])('refuses %j for 16 bytes', (header) => {
    expect(() => jsonLengthOf(header, tail)).toThrow("at most the body's 16 bytes");
  });
});
