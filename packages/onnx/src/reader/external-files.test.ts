import { describe, expect, it } from 'vitest';
import { checkExternalData, externalFilesOf } from './external-files.js';
import { readFixture } from './fixtures/read-fixture.js';
import type { OnnxModel, OnnxTensorData } from './onnx-model.js';
import { readModel } from './read-model.js';

/** One float32 [100] for each of `places`, called '0', '1', ... */
function modelWith(
  ...places: readonly Partial<Extract<OnnxTensorData, { storage: 'external' }>>[]
): OnnxModel {
  const model = readModel(readFixture('typed-data.onnx'));
  const initializers = places.map((place, index) => ({
    name: String(index),
    dtype: 'float32' as const,
    shape: [100],
    data: { storage: 'external' as const, location: 'a.data', offset: 0, length: 400, ...place },
  }));
  return { ...model, graph: { ...model.graph, initializers, nodes: [] } };
}

describe('externalFilesOf', () => {
  it('lists the files that a model written by the Python package names', () => {
    // fixtures/make-fixtures.py: 1000 float32 from byte 4096 on.
    expect(externalFilesOf(readModel(readFixture('branches.onnx')))).toEqual([
      { location: 'weights.bin', tensors: 1, byteLength: 8096 },
    ]);
  });

  it('counts tensors, and takes the furthest end; a length that is not given follows from the shape', () => {
    const model = modelWith({ location: 'b' }, { offset: 4096 }, { offset: 8192, length: undefined }, {});
    expect(externalFilesOf(model)).toEqual([
      { location: 'a.data', tensors: 3, byteLength: 8592 },
      { location: 'b', tensors: 1, byteLength: 400 },
    ]);
  });

  it('is empty for a model in one file', () => {
    expect(externalFilesOf(readModel(readFixture('typed-data.onnx')))).toEqual([]);
  });
});

describe('checkExternalData', () => {
  it('finds nothing when every tensor lies in its file', () => {
    expect(checkExternalData(modelWith({}, { offset: 4096 }), { 'a.data': new Uint8Array(4496) })).toEqual(
      [],
    );
    expect(checkExternalData(readModel(readFixture('typed-data.onnx')), {})).toEqual([]);
  });

  it('finds every file that is missing or too short, and lengths that the shape contradicts', () => {
    const model = modelWith({ location: 'b' }, { offset: 4096 }, { length: 399 });
    expect(checkExternalData(model, { 'a.data': { byteLength: 4495 } })).toEqual([
      "the tensor '0' lies in 'b', which is missing",
      "the tensor '1' ends at byte 4496 of 'a.data', which has 4495",
      "the tensor '2' must have 400 bytes and has 399",
    ]);
  });

  it.each([
    '/etc/passwd',
    '../b',
    'a/../../b',
    'C:\\b',
    '..\\b',
    '',
  ])('refuses the location %s', (location) => {
    expect(checkExternalData(modelWith({ location }), { [location]: { byteLength: 400 } })).toEqual([
      `the tensor '0' lies in '${location}', which must be a path below the model's folder`,
    ]);
  });
});
