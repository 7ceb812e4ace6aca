import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { checkExternalData } from '../reader/external-files.js';
import { readModel } from '../reader/read-model.js';
import { errorOf } from '../testing/error-of.js';
import { encodeModel, encodeModelInTwo } from './encode-model.js';
import { placeExternally } from './external-data.js';

/** x [N, 2] · [[1, 1, ...], [3, 3, ...]] + 5, sixteen wide. */
function productGraph(): Graph {
  const builder = new GraphBuilder({ name: 'product' });
  const x = builder.input('x', 'float32', ['N', 2]);
  const kernel = builder.constant('float32', [2, 16], new Float32Array(32).fill(1, 0, 16).fill(3, 16));
  const bias = builder.constant('float32', [16], new Float32Array(16).fill(5));
  builder.output('y', builder.add('Gemm', [x, kernel, bias]));
  return builder.build();
}

const python = process.env.WAYMARK_TEST_PYTHON;

const feeds = { x: new Tensor('float32', Float32Array.of(1, 10), [1, 2]) };
const expected = new Float32Array(16).fill(36);
const file = { name: 'model.onnx.data', minBytes: 64 };

describe('placeExternally', () => {
  const tensor = (name: string, elements: number) => ({
    name,
    dtype: 'float32' as const,
    shape: [elements],
    data: new Float32Array(elements).fill(elements),
  });

  it('starts every tensor at a page, a large one where Windows can map it, and leaves small ones out', () => {
    const tensors = [
      tensor('a', 300),
      tensor('b', 255),
      tensor('c', 256),
      tensor('d', 2 ** 18),
      tensor('e', 256),
    ];
    const { places, file: written } = placeExternally(tensors, { name: 'w' });
    expect(Object.fromEntries(places)).toEqual({
      a: { location: 'w', offset: 0, length: 1200 },
      c: { location: 'w', offset: 4096, length: 1024 },
      d: { location: 'w', offset: 65_536, length: 1_048_576 },
      e: { location: 'w', offset: 1_114_112, length: 1024 },
    });
    expect(written.byteLength).toBe(1_115_136);
    expect(written.chunks.reduce((total, { byteLength }) => total + byteLength, 0)).toBe(1_115_136);
  });

  it('hands the weights on, and does not copy them', () => {
    const weight = tensor('a', 300);
    const { chunks } = placeExternally([weight], { name: 'w' }).file;
    expect(chunks[0]?.buffer).toBe(weight.data.buffer);
  });

  it('leaves text, integers and what is tiny in the model', () => {
    const text = { name: 't', dtype: 'string' as const, shape: [1], data: ['long'.repeat(1000)] };
    const axes = { name: 'i', dtype: 'int64' as const, shape: [500], data: new BigInt64Array(500) };
    expect(placeExternally([text, axes, tensor('f', 15)], { name: 'w', minBytes: 0 }).places.size).toBe(0);
  });

  it.each(['', '.', '..', 'a/b', '/a', 'a\\b', 'a\0'])('refuses the file name %j', (name) => {
    const error = errorOf(() => placeExternally([], { name }));
    expect(error.code).toBe('ONNX_EXTERNAL_DATA_INVALID');
    expect(error.message).toContain('no file name without a folder');
  });
});

/** Prints the sums of rows of all initializers. */
const loader = `
import json, sys
import onnx
onnx.checker.check_model(sys.argv[1], full_check=True)
tensors = onnx.load(sys.argv[1]).graph.initializer
print(json.dumps([float(x) for t in tensors for x in onnx.numpy_helper.to_array(t).sum(axis=-1).flatten()]))
`;

describe('encodeModelInTwo', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-external-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes two files that onnxruntime loads from a folder', async () => {
    const { bytes, externalData } = encodeModelInTwo(productGraph(), file);
    const path = join(folder, 'model.onnx');
    await writeFile(path, bytes);
    await writeFile(join(folder, file.name), externalData?.chunks ?? []);
    const session = await InferenceSession.create(path);
    expect((await session.run(feeds)).y?.data).toEqual(expected);
    await session.release();
  });

  it.skipIf(!python)('writes two files that Python loads (needs WAYMARK_TEST_PYTHON)', async () => {
    const { bytes, externalData } = encodeModelInTwo(productGraph(), { ...file, name: 'python.data' });
    const path = join(folder, 'python.onnx');
    await writeFile(path, bytes);
    await writeFile(join(folder, 'python.data'), externalData?.chunks ?? []);
    const { stdout } = await promisify(execFile)(python ?? '', ['-c', loader, path]);
    expect(JSON.parse(stdout)).toEqual([16, 48, 80]);
  });

  it('gives bytes that onnxruntime takes as they are', async () => {
    const { bytes, externalData } = encodeModelInTwo(productGraph(), file);
    const data = Buffer.concat(externalData?.chunks ?? []);
    const session = await InferenceSession.create(bytes, { externalData: [{ path: file.name, data }] });
    expect((await session.run(feeds)).y?.data).toEqual(expected);
    await session.release();
  });

  it('gives files that the reader finds complete', () => {
    const { bytes, externalData } = encodeModelInTwo(productGraph(), file);
    const model = readModel(bytes);
    expect(model.graph.initializers.map(({ data }) => data)).toEqual([
      { storage: 'external', location: file.name, offset: 0, length: 128 },
      { storage: 'external', location: file.name, offset: 4096, length: 64 },
    ]);
    expect(checkExternalData(model, { [file.name]: externalData ?? { byteLength: 0 } })).toEqual([]);
  });

  it('is one file when no tensor is large enough', () => {
    const { bytes, externalData } = encodeModelInTwo(productGraph(), { name: 'w' });
    expect(externalData).toBeUndefined();
    expect(bytes).toEqual(encodeModel(productGraph()));
  });
});

describe('a model above 2 GB', () => {
  // Memory that nothing touches takes no space: 2.5 GB of zeros in one block, five times.
  const block = new Float32Array(2 ** 27);
  function largeGraph(): Graph {
    const builder = new GraphBuilder({ name: 'large' });
    for (let i = 0; i < 5; i++) builder.constant('float32', [2 ** 27], block);
    builder.output('y', builder.input('x', 'float32', ['N']));
    return builder.build();
  }

  it('is refused as one file', () => {
    const error = errorOf(() => encodeModel(largeGraph()));
    expect(error.code).toBe('ONNX_FILE_TOO_LARGE');
    expect(error.message).toContain('externalData');
  });

  it('is written as two', () => {
    const { bytes, externalData } = encodeModelInTwo(largeGraph(), { name: 'w' });
    expect(bytes.byteLength).toBeLessThan(1000);
    expect(externalData?.byteLength).toBe(5 * 2 ** 29);
  });
});
