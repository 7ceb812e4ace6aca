/**
 * The exports in the browser's runtime, WebAssembly on one thread, against onnxruntime-node: for each layer its first and
 * its last case, and a graph of texts as preprocessing makes them. Both agree within the tolerance of the export itself.
 */

import { env, InferenceSession, Tensor as WebTensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { distanceOf, feedsOf, valuesOf } from '../testing/agreement.js';
import { inputsOf, modelOf } from '../testing/layer-case.js';
import { layerCases } from '../testing/layer-cases/layer-cases.js';
import { type Outputs, runModel, Tensor } from '../testing/run-model.js';

const cases = layerCases.filter(
  ({ className }, index) =>
    layerCases[index - 1]?.className !== className || layerCases[index + 1]?.className !== className,
);

async function runInWeb(bytes: Uint8Array, feeds: Outputs): Promise<InferenceSession.OnnxValueMapType> {
  const session = await InferenceSession.create(bytes);
  const tensors = Object.entries(feeds).map(
    ([name, { type, data, dims }]) => [name, new WebTensor(type, data, dims)] as const,
  );
  try {
    return await session.run(Object.fromEntries(tensors));
  } finally {
    await session.release();
  }
}

/** The largest difference between the two runtimes, in tolerances. */
async function distanceBetween(bytes: Uint8Array, feeds: Outputs): Promise<number> {
  const expected = await runModel(bytes, feeds);
  const actual = await runInWeb(bytes, feeds);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  const distances = Object.entries(expected).map(([name, output]) => {
    const other = actual[name];
    if (!(other instanceof WebTensor)) throw new TypeError(`${name} must be a tensor`);
    return distanceOf({ expected: valuesOf(output), actual: valuesOf(other) });
  });
  return Math.max(...distances);
}

describe('onnxruntime-web', () => {
  beforeAll(() => {
    env.wasm.numThreads = 1;
  });

  it.each(cases)('$className, $title: agrees with onnxruntime-node', async (layerCase) => {
    const model = modelOf(layerCase, 1);
    const { bytes } = exportToOnnx(model);
    const feeds = feedsOf(model, inputsOf(layerCase, 3));
    model.dispose();
    expect(await distanceBetween(bytes, feeds)).toBeLessThanOrEqual(1);
  });

  it('encodes texts: known, unknown and empty ones', async () => {
    const builder = new GraphBuilder({ name: 'texts' });
    const contract = builder.input('Contract', 'string', ['N']);
    const index = builder.add('LabelEncoder', [contract], {
      keys_strings: ['Month-to-month', 'Two year'],
      values_int64s: [0, 1],
      default_int64: 2,
    });
    builder.output('features', builder.add('OneHotEncoder', [index], { cats_int64s: [0, 1, 2], zeros: 1 }));
    const texts = new Tensor('string', ['Two year', '', 'Ünknown', 'Month-to-month'], [4]);
    const { features } = await runInWeb(encodeModel(builder.build()), { Contract: texts });
    if (!(features instanceof WebTensor)) throw new TypeError('features must be a tensor');
    expect(features.dims).toEqual([4, 3]);
    expect(Array.from(features.data, Number)).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0]);
  });
});
