/** Models that take integers: the layers that they may reach, and what becomes of them there. */

import { input, layers, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { errorOf } from '../testing/error-of.js';
import { expectAgreement } from '../testing/expect-agreement.js';
import { randomiseWeights } from '../testing/tfjs-models.js';
import type { Layer } from './layer-converter.js';
import type { SymbolicTensor } from './walk-model.js';

const cases: readonly (readonly [layer: Layer, shape: number[]])[] = [
  [layers.dense({ units: 2, activation: 'tanh' }), [3]],
  [layers.dense({ units: 2 }), [2, 3]],
  [layers.rescaling({ scale: 0.5, offset: 1 }), [3]],
  [layers.globalAveragePooling1d(), [4, 3]],
  [layers.globalMaxPooling2d({}), [2, 2, 3]],
  [layers.embedding({ inputDim: 5, outputDim: 2 }), [3]],
  [layers.flatten(), [2, 3]],
  [layers.permute({ dims: [2, 1] }), [2, 3]],
  [layers.repeatVector({ n: 2 }), [3]],
  [layers.dropout({ rate: 0.5 }), [3]],
];

describe('exportToOnnx of models with int32 inputs', () => {
  it.each(cases)('$name: onnxruntime agrees with tfjs', async (layer, shape) => {
    const entry = input({ shape, dtype: 'int32' });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const made = model({ inputs: entry, outputs: layer.apply(entry) as SymbolicTensor });
    randomiseWeights(made, 1);
    const { bytes } = exportToOnnx(made);
    for (const batch of [1, 3]) {
      const count = shape.reduce((total, length) => total * length, batch);
      // 0 to 4, so that averages have fractions.
      const data = Float32Array.from({ length: count }, (_, i) => (i * 7) % 5);
      await expectAgreement(made, bytes, [{ data, shape: [batch, ...shape] }]);
    }
    made.dispose();
  });

  it('keeps integers on their way to an embedding', () => {
    const entry = input({ shape: [6], dtype: 'int32' });
    const table = layers.embedding({ inputDim: 5, outputDim: 2 });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const outputs = table.apply(layers.reshape({ targetShape: [2, 3] }).apply(entry)) as SymbolicTensor;
    const made = model({ inputs: entry, outputs });
    // Reshape and Gather.
    expect(exportToOnnx(made).report.nodes).toBe(2);
    made.dispose();
  });

  it('refuses layers in which tfjs cuts the fractions off, or fails', () => {
    const entry = input({ shape: [3], dtype: 'int32' });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const outputs = layers.softmax({ name: 'last' }).apply(entry) as SymbolicTensor;
    const made = model({ inputs: entry, outputs });
    const error = errorOf(() => exportToOnnx(made));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain(
      'last (Softmax): tfjs itself calculates in whole numbers on its int32 input; make it float32',
    );
    made.dispose();
  });
});
