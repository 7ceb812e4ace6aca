/**
 * tf.layers.convLstm2d over the grid of its options, tfjs (cpu) against onnxruntime; and tfjs itself against one step
 * worked out by hand, since its layer is little used.
 */

import { tensor } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { errorOf } from '../../testing/error-of.js';
import { keep } from '../../testing/kept-model.js';
import { expectSequenceAgreement } from '../../testing/sequence-agreement.js';
import { predict, randomInput, randomiseWeights } from '../../testing/tfjs-models.js';
import type { Layer } from '../layer-converter.js';

type Options = Omit<Parameters<typeof layers.convLstm2d>[0], 'filters' | 'kernelSize' | 'cell'>;
type BidirectionalArgs = Parameters<typeof layers.bidirectional>[0];

/** The default, orthogonal, needs tfjs's chained ops, which tests do without; the weights are replaced anyway. */
const recurrentInitializer = 'zeros';
const twoFilters = { filters: 2, kernelSize: [2, 3], recurrentInitializer } as const;
const convLstm = (options: Options) =>
  layers.convLstm2d({ ...twoFilters, kernelSize: [...twoFilters.kernelSize], ...options });

const grid: readonly Options[] = [
  {},
  { returnSequences: true },
  { returnState: true },
  { returnSequences: true, returnState: true, goBackwards: true },
  { goBackwards: true },
  { padding: 'same' },
  { padding: 'same', strides: 2, returnSequences: true },
  { strides: [2, 1] },
  { dilationRate: 2 },
  { padding: 'same', dilationRate: [1, 2] },
  { useBias: false, dropout: 0.5, recurrentDropout: 0.5 },
  { recurrentActivation: 'sigmoid', activation: 'relu' },
  { activation: 'softmax', recurrentActivation: 'swish' },
];
const formats = ['channelsLast', 'channelsFirst'] as const;
const shapes = { channelsLast: [3, 5, 6, 2], channelsFirst: [3, 2, 5, 6] };
const battery = formats.flatMap((dataFormat) => grid.map((options) => ({ ...options, dataFormat })));

function modelOf(layer: Layer, shape: readonly (number | null)[]): LayersModel {
  const entry = input({ shape: [...shape] });
  // Safe: a layer that is applied to symbolic tensors gives symbolic tensors.
  const outputs = layer.apply(entry) as SymbolicTensor | SymbolicTensor[];
  const made = keep(model({ inputs: entry, outputs }));
  randomiseWeights(made, 1);
  return made;
}

describe('convolutionalLstm', () => {
  it.each(battery)('%j: onnxruntime agrees with tfjs', async (options) => {
    await expectSequenceAgreement(modelOf(convLstm(options), shapes[options.dataFormat]));
  });

  it('takes images of any size', async () => {
    await expectSequenceAgreement(modelOf(convLstm({ padding: 'same' }), [3, 5, null, 2]));
  });

  it.each([
    'concat',
    'sum',
    'ave',
    'mul',
    null,
  ] as const)('goes in both directions, %s', async (mergeMode) => {
    const layer = convLstm({ returnSequences: true, returnState: true });
    // Safe: tfjs types neither its own recurrent layers as the RNN that it wants, nor the mode null.
    const args = { layer, mergeMode } as unknown as BidirectionalArgs;
    await expectSequenceAgreement(modelOf(layers.bidirectional(args), shapes.channelsLast));
  });

  it.each([
    {},
    { returnSequences: true, goBackwards: true },
  ])('takes masks of pixels, %j', async (options) => {
    const entry = input({ shape: shapes.channelsLast });
    // Safe: layers that are applied to one symbolic tensor give one.
    const masked = layers.masking().apply(entry) as SymbolicTensor;
    const outputs = convLstm({ padding: 'same', ...options }).apply(masked) as SymbolicTensor;
    const made = keep(model({ inputs: entry, outputs }));
    randomiseWeights(made, 1);
    await expectSequenceAgreement(made, (shape, seed) =>
      randomInput(shape, seed).map((value, i) => (Math.floor(i / 2) % 3 === 1 ? 0 : value)),
    );
  });

  it('takes masks of pixels in both directions', async () => {
    const entry = input({ shape: shapes.channelsLast });
    const layer = convLstm({ padding: 'same', returnSequences: true });
    // Safe: tfjs does not type its own recurrent layers as the RNN that it wants; one symbolic tensor gives one.
    const both = layers.bidirectional({ layer } as unknown as BidirectionalArgs);
    const masked = layers.masking().apply(entry) as SymbolicTensor;
    const made = keep(model({ inputs: entry, outputs: both.apply(masked) as SymbolicTensor }));
    randomiseWeights(made, 1);
    await expectSequenceAgreement(made, (shape, seed) =>
      randomInput(shape, seed).map((value, i) => (Math.floor(i / 2) % 3 === 1 ? 0 : value)),
    );
  });

  it('agrees with two steps worked out by hand', async () => {
    const made = modelOf(
      layers.convLstm2d({
        ...{ filters: 1, kernelSize: 1, recurrentInitializer, useBias: false },
        ...{ activation: 'linear', recurrentActivation: 'linear' },
      }),
      [2, 1, 1, 1],
    );
    made.setWeights([tensor([1, 2, 3, 4], [1, 1, 1, 4]), tensor([1, 1, 1, 1], [1, 1, 1, 4])]);
    // x 1: i 1, f 2, g 3, o 4 → c 0 · 2 + 1 · 3 = 3, h 4 · 3 = 12.
    // x 2: i 2 + 12, f 4 + 12, g 6 + 12, o 8 + 12 → c 3 · 16 + 14 · 18 = 300, h 20 · 300 = 6000.
    const { data } = predict(made, Float32Array.of(1, 2), [1, 2, 1, 1, 1]);
    expect(data).toEqual(Float32Array.of(6000));
    await expectSequenceAgreement(made);
  });

  it('refuses what cannot be written out, and masks of other sizes, each with the reason', () => {
    const image = [5, 6, 2];
    const reasonFor = (layer: Layer, shape: (number | null)[]) =>
      errorOf(() => exportToOnnx(modelOf(layer, shape))).message;
    expect(reasonFor(convLstm({}), [null, ...image])).toContain('its sequences have no known length');
    expect(reasonFor(convLstm({}), [129, ...image])).toContain('at most 128 can be written out');
    const entry = input({ batchShape: [1, 3, ...image] });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const memory = convLstm({ stateful: true }).apply(entry) as SymbolicTensor;
    const stateful = keep(model({ inputs: entry, outputs: memory }));
    expect(errorOf(() => exportToOnnx(stateful)).message).toContain('it is stateful');
    const masked = layers.masking().apply(entry) as SymbolicTensor;
    const behind = keep(model({ inputs: entry, outputs: convLstm({}).apply(masked) as SymbolicTensor }));
    expect(errorOf(() => exportToOnnx(behind)).message).toContain('reads a mask of another shape');
  });
});
