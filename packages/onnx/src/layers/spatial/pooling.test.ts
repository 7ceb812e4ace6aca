/** What pooling layers must keep apart from the padding that stands in front of them, and from their own. */

import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { runModel, Tensor } from '../../testing/run-model.js';
import type { Layer } from '../layer-converter.js';

const dataFormat = 'channelsFirst';

/** -1 and -2 in an image of one row, zeros around it, and the layer. */
async function pool(layer: Layer): Promise<readonly number[]> {
  const zeros = layers.zeroPadding2d({ inputShape: [1, 1, 2], dataFormat, padding: [1, 0] });
  const model = sequential({ layers: [zeros, layer] });
  const { output } = await runModel(exportToOnnx(model).bytes, {
    input: new Tensor('float32', Float32Array.of(-1, -2), [1, 1, 1, 2]),
  });
  model.dispose();
  return Array.from(output?.data ?? [], Number);
}

describe('maxPooling', () => {
  const maxPool = (poolSize: [number, number], strides: [number, number], padding: 'same' | 'valid') =>
    pool(layers.maxPooling2d({ poolSize, strides, padding, dataFormat }));

  it('counts the zeros of a layer in front of it', async () => {
    expect(await maxPool([2, 1], [1, 1], 'valid')).toEqual([0, 0, 0, 0]);
    expect(await maxPool([1, 2], [1, 1], 'same')).toEqual([0, 0, -1, -2, 0, 0]);
  });

  it('leaves its own padding out, beside strides that leave rows out too', async () => {
    // Rows 0 and 2, which hold zeros, and from row 1 on the image.
    expect(await maxPool([1, 2], [2, 1], 'same')).toEqual([0, 0, 0, 0]);
    expect(await maxPool([2, 2], [3, 1], 'same')).toEqual([0, 0]);
  });
});

describe('averagePooling', () => {
  const averagePool = (poolSize: [number, number], strides: [number, number], padding: 'same' | 'valid') =>
    pool(layers.averagePooling2d({ poolSize, strides, padding, dataFormat }));

  it('counts the zeros of a layer in front of it', async () => {
    expect(await averagePool([1, 2], [1, 1], 'valid')).toEqual([0, -1.5, 0]);
    expect(await averagePool([2, 1], [1, 1], 'valid')).toEqual([-0.5, -1, -0.5, -1]);
  });

  it('leaves its own padding out, beside strides that leave rows out too', async () => {
    expect(await averagePool([1, 2], [1, 1], 'same')).toEqual([0, 0, -1.5, -2, 0, 0]);
    expect(await averagePool([2, 1], [2, 1], 'same')).toEqual([-0.5, -1, 0, 0]);
    expect(await averagePool([1, 2], [2, 1], 'same')).toEqual([0, 0, 0, 0]);
  });
});
