import { describe, expect, it } from 'vitest';
import { packRequests, packTensors, unpackTensors } from './batch-codec.js';
import type { TensorLayout } from './tensor-layout.js';

const inputs: readonly TensorLayout[] = [
  { name: 'age', datatype: 'INT64', width: 1 },
  { name: 'income', datatype: 'FP64', width: 1 },
  { name: 'city', datatype: 'BYTES', width: 1 },
];

describe('packRequests', () => {
  it('puts the rows of several requests one after the other', () => {
    const batch = packRequests(inputs, [
      { rows: 1, cells: [30, 1.5, 'Oslo'] },
      { rows: 2, cells: [-1, 2.5, 'Rome', 2 ** 53 - 1, 3.5, 'Oslo'] },
    ]);
    expect(batch.rows).toBe(3);
    expect(unpackTensors(inputs, batch)).toEqual([
      new BigInt64Array([30n, -1n, 9007199254740991n]),
      new Float64Array([1.5, 2.5, 3.5]),
      ['Oslo', 'Rome', 'Oslo'],
    ]);
  });

  it('makes missing numbers NaN and missing text empty, as the graph has it', () => {
    const [, numbers, text] = unpackTensors(
      inputs,
      packRequests(inputs, [{ rows: 1, cells: [0, null, null] }]),
    );
    expect(numbers).toEqual(new Float64Array([Number.NaN]));
    expect(text).toEqual(['']);
  });

  it('sends a text that repeats once', () => {
    const cells = Array.from({ length: 1000 }, () => [1, 1, 'the same']).flat();
    expect(packRequests(inputs, [{ rows: 1000, cells }]).strings).toEqual(['the same']);
  });

  it('keeps text as it is: unicode, empty, and names of prototypes', () => {
    const words = ['', 'Ærø 🐍', '__proto__', 'constructor', 'a\u0000b'];
    const cells = words.flatMap((word) => [0, 0, word]);
    expect(unpackTensors(inputs, packRequests(inputs, [{ rows: 5, cells }]))[2]).toEqual(words);
  });

  it('packs no rows', () => {
    expect(unpackTensors(inputs, packRequests(inputs, []))).toEqual([
      new BigInt64Array(),
      new Float64Array(),
      [],
    ]);
  });
});

describe('packTensors', () => {
  it('carries every datatype and several values a row', () => {
    const outputs: readonly TensorLayout[] = [
      { name: 'label', datatype: 'BYTES', width: 1 },
      { name: 'probabilities', datatype: 'FP32', width: 2 },
      { name: 'score', datatype: 'FP64', width: 1 },
      { name: 'index', datatype: 'INT64', width: 1 },
    ];
    const tensors = [
      ['yes', 'no', 'yes'],
      new Float32Array([0.25, 0.75, 1, 0, 0.5, 0.5]),
      new Float64Array([1, Number.NaN, Number.POSITIVE_INFINITY]),
      new BigInt64Array([1n, -(2n ** 63n), 2n ** 63n - 1n]),
    ];
    expect(unpackTensors(outputs, packTensors(outputs, tensors, 3))).toEqual(tensors);
  });
});
