/** An up-sampling behind a transpose, which onnxruntime would move through it. */

import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { expectAgreement } from '../../testing/expect-agreement.js';
import { randomInput, randomiseWeights } from '../../testing/tfjs-models.js';
import type { Layer } from '../layer-converter.js';
import type { SymbolicTensor } from '../walk-model.js';

/** The layers in a row behind an image of 3 × 4 with 2 channels. */
function modelOf(chain: readonly Layer[]): LayersModel {
  const entry = input({ shape: [3, 4, 2] });
  // Safe: these layers give one symbolic tensor for one.
  const end = chain.reduce((tensor, layer) => layer.apply(tensor) as SymbolicTensor, entry);
  const made = model({ inputs: entry, outputs: end });
  randomiseWeights(made, 5);
  return made;
}

const dataFormat = 'channelsLast';

describe('upSampling', () => {
  // A transpose in front of it and one behind: onnxruntime would bring them together, to drop both.
  it.each<readonly [title: string, before: readonly Layer[]]>([
    [
      'a convolution in the other order of channels',
      [layers.conv2d({ filters: 3, kernelSize: 2, dataFormat })],
    ],
    [
      'one with an activation behind it',
      [layers.conv2d({ filters: 3, kernelSize: 2, dataFormat }), layers.reLU()],
    ],
  ])('loads and agrees between %s and another transpose', async (_title, before) => {
    const made = modelOf([
      ...before,
      layers.upSampling2d({ dataFormat: 'channelsFirst', size: [2, 3], interpolation: 'bilinear' }),
      layers.maxPooling2d({ poolSize: 1, dataFormat }),
    ]);
    const shape = [2, 3, 4, 2];
    await expectAgreement(made, exportToOnnx(made).bytes, [{ data: randomInput(shape, 3), shape }]);
    made.dispose();
    expect.hasAssertions();
  });
});
