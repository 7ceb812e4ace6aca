/** Whole models with int8 weights against tfjs, within a part of the range of what tfjs gives. */

import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { maxAbsDifference } from '../parity.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { predict, randomInput, randomModel } from '../testing/tfjs-models.js';

/** What 7-bit weights and 8-bit activations of random size cost in one layer, with a margin of two. */
const oneLayer = 0.02;
/** Errors of the layers add up. */
const threeLayers = 0.05;

/** Errors of the states add up over the steps, and random weights are far larger than trained ones. */
const recurrent = 0.05;

/** The default, orthogonal, needs tfjs's chained ops, which tests do without; the weights are replaced anyway. */
const lstm = { units: 24, recurrentInitializer: 'zeros' } as const;

const cases = [
  {
    title: 'Dense',
    model: () => randomModel([layers.dense({ units: 48, inputShape: [64] })], 1),
    shape: [3, 64],
    tolerance: oneLayer,
  },
  {
    title: 'Dense on rank 3',
    model: () => randomModel([layers.dense({ units: 48, inputShape: [4, 64] })], 1),
    shape: [3, 4, 64],
    tolerance: oneLayer,
  },
  {
    title: 'Conv1D with padding, strides and bias',
    model: () =>
      randomModel(
        [layers.conv1d({ filters: 32, kernelSize: 3, strides: 2, padding: 'same', inputShape: [9, 16] })],
        2,
      ),
    shape: [2, 9, 16],
    tolerance: oneLayer,
  },
  {
    title: 'Conv2D without bias',
    model: () =>
      randomModel(
        [
          layers.conv2d({
            filters: 16,
            kernelSize: 3,
            padding: 'same',
            useBias: false,
            inputShape: [8, 8, 8],
          }),
        ],
        3,
      ),
    shape: [2, 8, 8, 8],
    tolerance: oneLayer,
  },
  {
    title: 'Conv2D with dilation, channels first',
    model: () =>
      randomModel(
        [
          layers.permute({ dims: [1, 2, 3], inputShape: [8, 8, 8] }),
          layers.conv2d({ filters: 16, kernelSize: 3, dilationRate: 2, padding: 'same' }),
        ],
        4,
      ),
    shape: [2, 8, 8, 8],
    tolerance: oneLayer,
  },
  {
    title: 'Conv3D',
    model: () => randomModel([layers.conv3d({ filters: 8, kernelSize: 3, inputShape: [5, 5, 5, 4] })], 5),
    shape: [2, 5, 5, 5, 4],
    tolerance: oneLayer,
  },
  {
    title: 'LSTM with its default functions',
    model: () => randomModel([layers.lstm({ ...lstm, inputShape: [6, 12] })], 7),
    shape: [3, 6, 12],
    tolerance: recurrent,
  },
  {
    title: 'LSTM backwards, with its sequence',
    model: () =>
      randomModel(
        [layers.lstm({ ...lstm, goBackwards: true, returnSequences: true, inputShape: [6, 12] })],
        8,
      ),
    shape: [3, 6, 12],
    tolerance: recurrent,
  },
  {
    title: 'bidirectional LSTM behind a mask',
    model: () =>
      randomModel(
        [
          layers.masking({ maskValue: 0, inputShape: [6, 12] }),
          layers.bidirectional({ layer: layers.lstm(lstm), mergeMode: 'concat' }),
        ],
        9,
      ),
    shape: [3, 6, 12],
    tolerance: recurrent,
  },
  {
    title: 'a network of three',
    model: () =>
      randomModel(
        [
          layers.dense({ units: 64, inputShape: [64], activation: 'tanh' }),
          layers.dense({ units: 64, activation: 'relu' }),
          layers.dense({ units: 4 }),
        ],
        10,
      ),
    shape: [5, 64],
    tolerance: threeLayers,
  },
];

describe('exportToOnnx with int8 weights', () => {
  it.each(cases)('agrees with tfjs: $title', async ({ model: build, shape, tolerance }) => {
    const model = build();
    const data = randomInput(shape, 1);
    const { bytes, report } = exportToOnnx(model, { quantize: 'int8' });
    expect(report.int8?.quantized).not.toEqual([]);
    const { output } = await runModel(bytes, { input: new Tensor('float32', data, shape) });
    const expected = predict(model, data, shape).data;
    const range = Math.max(...expected) - Math.min(...expected);
    const actual = Float32Array.from(output?.data ?? [], Number);
    expect(maxAbsDifference(expected, actual)).toBeLessThanOrEqual(tolerance * range);
    model.dispose();
  });

  it('takes a quarter of the bytes', () => {
    const model = randomModel([layers.dense({ units: 256, inputShape: [256] })], 1);
    const { report } = exportToOnnx(model, { quantize: 'int8' });
    // 256 · 256 int8, 256 scales and 256 biases of 4 bytes; before, 256 · 256 · 4 and the biases.
    expect(report.initializerBytes).toBe(65_536 + 1024 + 1024);
    expect(exportToOnnx(model).report.initializerBytes).toBe(262_144 + 1024);
    // Weights from -1 to 1 in steps of at most 1/64: half a step.
    expect(report.int8?.maxAbsError).toBeLessThanOrEqual(1 / 128 + Number.EPSILON);
    model.dispose();
  });

  it('says that a model has nothing to quantise, and exports it as it is', () => {
    const model = randomModel(
      [layers.gru({ units: 2, inputShape: [3, 4], recurrentInitializer: 'zeros' })],
      1,
    );
    const { bytes, report } = exportToOnnx(model, { quantize: 'int8' });
    expect(bytes).toEqual(exportToOnnx(model).bytes);
    expect(report.int8).toMatchObject({ quantized: [], kept: [] });
    model.dispose();
  });

  it('says which large weights have no 8-bit form', () => {
    const model = randomModel(
      [layers.gru({ units: 16, inputShape: [3, 16], recurrentInitializer: 'zeros' })],
      1,
    );
    const { kept, quantized } = exportToOnnx(model, { quantize: 'int8' }).report.int8 ?? {};
    expect(quantized).toEqual([]);
    // 3 gates of 16 units, from 16 inputs and from 16 states.
    const reason = 'GRU has no 8-bit form';
    expect(kept).toMatchObject([
      { bytes: 3072, reason },
      { bytes: 3072, reason },
    ]);
    model.dispose();
  });
});
