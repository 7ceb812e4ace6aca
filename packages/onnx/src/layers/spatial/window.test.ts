import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { errorOf } from '../../testing/error-of.js';
import { expectAgreement } from '../../testing/expect-agreement.js';
import { randomInput, randomiseWeights } from '../../testing/tfjs-models.js';
import type { Layer } from '../layer-converter.js';
import type { SymbolicTensor } from '../walk-model.js';
import { windowAttributes } from './window.js';

const built: LayersModel[] = [];
afterAll(() => {
  for (const each of built) each.dispose();
});

/** The layer behind an input of this shape; null stands for a length that is known only when the model runs. */
function modelOf(layer: Layer, shape: readonly (number | null)[]): LayersModel {
  const entry = input({ shape: [...shape] });
  // Safe: these layers give one symbolic tensor for one.
  const made = model({ inputs: entry, outputs: layer.apply(entry) as SymbolicTensor });
  randomiseWeights(made, 5);
  built.push(made);
  return made;
}

describe('windowAttributes', () => {
  const config = { strides: [2, 1], padding: 'same' };

  it("pads 'same' with the odd one behind", () => {
    // Height 5, stride 2: 3 windows of 4 need 8, so 3 are added. Width 6, stride 1: 2 more than the window's first.
    expect(windowAttributes(config, ['N', 2, 5, 6], { kernel: [4, 3] })).toEqual({
      strides: [2, 1],
      pads: [1, 1, 2, 1],
    });
  });

  it('counts a dilation into the reach of the window', () => {
    expect(windowAttributes(config, ['N', 2, 5, 6], { kernel: [1, 3], dilations: [2, 2] }).pads).toEqual([
      0, 2, 0, 2,
    ]);
  });

  it('needs no length where the window moves by 1', () => {
    const one = { strides: [1, 1], padding: 'same' };
    expect(windowAttributes(one, ['N', 2, 'H', 6], { kernel: [4, 2], dilations: [2, 1] }).pads).toEqual([
      3, 0, 3, 1,
    ]);
  });

  it("leaves 'same' to the runtime where a length has a name, and pads nothing for 'valid'", () => {
    expect(windowAttributes(config, ['N', 2, 'H', 6], { kernel: [4, 3] })).toEqual({
      strides: [2, 1],
      auto_pad: 'SAME_UPPER',
    });
    expect(windowAttributes({ ...config, padding: 'valid' }, ['N', 2, 5, 6], { kernel: [4, 3] })).toEqual({
      strides: [2, 1],
    });
  });

  it('pads nothing around a window of 1, whatever the length', () => {
    expect(windowAttributes(config, ['N', 2, 'H', 6], { kernel: [1, 3] })).toEqual({
      strides: [2, 1],
      pads: [0, 1, 0, 1],
    });
  });
});

describe('exportToOnnx of spatial layers', () => {
  it.each([
    layers.conv2d({ filters: 2, kernelSize: [3, 2], strides: 2, padding: 'same' }),
    layers.conv2d({ filters: 2, kernelSize: [3, 2], dilationRate: 2, padding: 'same' }),
    layers.separableConv2d({ filters: 2, kernelSize: 2, dilationRate: 2, padding: 'same' }),
    layers.averagePooling2d({ poolSize: [3, 2], padding: 'same' }),
    layers.averagePooling2d({ poolSize: [1, 1], strides: [2, 3], padding: 'same' }),
    layers.maxPooling2d({ poolSize: [3, 2], padding: 'same' }),
    layers.maxPooling2d({ poolSize: [1, 1], strides: [2, 3], padding: 'same' }),
    layers.conv2d({ filters: 2, kernelSize: [1, 2], strides: [2, 3], padding: 'same' }),
    layers.upSampling2d({}),
    layers.cropping2D({
      cropping: [
        [1, 0],
        [2, 1],
      ],
    }),
    layers.zeroPadding2d({ padding: 2 }),
    layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
    layers.globalAveragePooling2d({}),
  ])('takes images of any size: $name', async (layer) => {
    const made = modelOf(layer, [null, null, 2]);
    const { bytes } = exportToOnnx(made);
    for (const shape of [
      [1, 4, 5, 2],
      [2, 7, 6, 2],
    ])
      await expectAgreement(made, bytes, [{ data: randomInput(shape, 3), shape }]);
  });

  it.each<readonly [reason: string, layer: () => Layer, shape: readonly (number | null)[]]>([
    [
      "onnxruntime needs a known length for padding 'same' with strides above the window",
      () => layers.maxPooling2d({ poolSize: [2, 1], strides: 2, padding: 'same' }),
      [null, 4, 1],
    ],
    [
      "tfjs itself starts too late with padding 'same' and strides above the window",
      () => layers.maxPooling3d({ poolSize: 1, strides: 2, padding: 'same' }),
      [2, 3, 3, 1],
    ],
    [
      "tfjs itself shifts its output with padding 'same' and a stride above the window",
      () => layers.conv3dTranspose({ filters: 1, kernelSize: 2, strides: 3, padding: 'same' }),
      [2, 2, 2, 1],
    ],
    [
      "tfjs itself does not implement the padding 'causal'",
      () => layers.conv1d({ filters: 1, kernelSize: 2, padding: 'causal' }),
      [4, 1],
    ],
    [
      'tfjs itself does not bring the channels of its output back',
      () => layers.conv1d({ filters: 1, kernelSize: 2, dataFormat: 'channelsFirst' }),
      [1, 4],
    ],
    [
      'tfjs itself adds the bias to the wrong axis of channelsFirst',
      () => layers.separableConv2d({ filters: 1, kernelSize: 2, dataFormat: 'channelsFirst' }),
      [1, 4, 4],
    ],
  ])('refuses: %s', (reason, layer, shape) => {
    const error = errorOf(() => exportToOnnx(modelOf(layer(), shape)));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain(reason);
  });
});
