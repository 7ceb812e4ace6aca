/**
 * Masks in front of recurrent layers, tfjs (cpu) against onnxruntime: masked steps at the end, at the start, in the
 * middle, all of them and none.
 */

import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { GraphBuilder } from '../../graph/graph-builder.js';
import { errorOf } from '../../testing/error-of.js';
import { expectAgreement } from '../../testing/expect-agreement.js';
import { keep } from '../../testing/kept-model.js';
import { expectSequenceAgreement } from '../../testing/sequence-agreement.js';
import { randomInput, randomiseWeights } from '../../testing/tfjs-models.js';
import { appendLayersModel } from '../append-layers-model.js';
import type { Layer } from '../layer-converter.js';

type Options = Omit<Parameters<typeof layers.lstm>[0], 'units'>;

const four = { units: 4, recurrentInitializer: 'zeros' } as const;
const patterns = ['11111', '11000', '00011', '10101', '01010', '00000', '00100'];

/** Every third step is zero. */
function withZeros(shape: readonly number[], seed: number): Float32Array {
  return randomInput(shape, seed).map((value, i) => (Math.floor(i / 3) % 3 === 1 ? 0 : value));
}

/** A chain from sequences of 5 steps with 3 features; further inputs go into the last layer, as its initial states. */
function chainOf(chain: readonly Layer[], states = 0): LayersModel {
  const first = input({ shape: [5, 3] });
  const others = Array.from({ length: states }, () => input({ shape: [4] }));
  // Safe: a layer that is applied to symbolic tensors gives symbolic tensors.
  const outputs = chain.reduce<SymbolicTensor | SymbolicTensor[]>(
    (value, layer, i) =>
      layer.apply(i === chain.length - 1 ? [value, ...others].flat() : value) as
        | SymbolicTensor
        | SymbolicTensor[],
    first,
  );
  return randomised(model({ inputs: [first, ...others], outputs }));
}

function randomised(made: LayersModel): LayersModel {
  randomiseWeights(made, 1);
  return keep(made);
}

/** One sequence for each pattern; steps without a 1 are `blank`. */
async function expectMaskedAgreement(made: LayersModel, blank = 0): Promise<void> {
  const inputs = made.inputs.map(({ shape }, index) => {
    const actual = shape.map((dimension) => dimension ?? patterns.length);
    const data = randomInput(actual, index + 2);
    const size = index === 0 ? data.length / (5 * patterns.length) : data.length;
    const isOn = (i: number) => index > 0 || patterns.join('')[Math.floor(i / size)] === '1';
    return { shape: actual, data: data.map((value, i) => (isOn(i) ? value : blank)) };
  });
  await expectAgreement(made, exportToOnnx(made).bytes, inputs);
}

const kinds = {
  lstm: (options: Options) => layers.lstm({ ...four, ...options }),
  gru: (options: Options) => layers.gru({ ...four, ...options }),
  'gru that is written out': (options: Options) => layers.gru({ ...four, activation: 'swish', ...options }),
  'rnn of a stack': (options: Options) =>
    layers.rnn({ ...options, cell: [layers.lstmCell(four), layers.simpleRNNCell(four)] }),
};
const grid: readonly Options[] = [
  {},
  { goBackwards: true },
  { returnSequences: true },
  { returnSequences: true, goBackwards: true },
  { returnSequences: true, returnState: true },
];
const battery = Object.entries(kinds).flatMap(([kind, make]) =>
  grid.map((options) => ({ kind, make, options })),
);

describe('masked sequences', () => {
  it.each(battery)('$kind behind masking, $options: onnxruntime agrees with tfjs', async ({
    make,
    options,
  }) => {
    await expectMaskedAgreement(chainOf([layers.masking(), make(options)]));
  });

  it.each(
    grid.slice(0, 4),
  )('a bidirectional lstm behind masking, %j: onnxruntime agrees', async (options) => {
    // Safe: tfjs does not type its own recurrent layers as the RNN that it wants.
    const args = { layer: kinds.lstm(options) } as unknown as Parameters<typeof layers.bidirectional>[0];
    await expectMaskedAgreement(chainOf([layers.masking(), layers.bidirectional(args)]));
  });

  // With returnState tfjs itself fails here: it gives the initial states to the layer twice.
  it.each(
    grid.slice(0, 4),
  )('an lstm that starts from given states, %j: onnxruntime agrees', async (options) => {
    await expectMaskedAgreement(chainOf([layers.masking(), kinds.lstm(options)], 2));
  });

  it('hands the mask on through layers that do so in tfjs', async () => {
    const chain = [
      layers.masking({ maskValue: -1 }),
      layers.dense({ units: 3, activation: 'tanh' }),
      layers.dropout({ rate: 0.5 }),
      kinds.gru({ returnSequences: true }),
      layers.batchNormalization(),
      kinds.lstm({}),
    ];
    await expectMaskedAgreement(chainOf(chain), -1);
  });

  it('takes the mask of an embedding with maskZero', async () => {
    const entry = input({ shape: [5] });
    const chain = [layers.embedding({ inputDim: 9, outputDim: 3, maskZero: true }), kinds.gru({})];
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const outputs = chain.reduce((value, layer) => layer.apply(value) as SymbolicTensor, entry);
    const made = randomised(model({ inputs: entry, outputs }));
    const data = Float32Array.from(patterns.join(''), (digit, i) => Number(digit) * ((i % 8) + 1));
    await expectAgreement(made, exportToOnnx(made).bytes, [{ data, shape: [patterns.length, 5] }]);
  });

  it('makes a mask once, however many layers read it', () => {
    const builder = new GraphBuilder({ name: 'readers' });
    const sequences = { returnSequences: true };
    const readers = chainOf([layers.masking(), kinds.gru(sequences), kinds.lstm(sequences), kinds.gru({})]);
    builder.output('y', appendLayersModel(builder, readers, builder.input('x', 'float32', ['N', 5, 3])));
    const { nodes } = builder.build();
    // The masking layer itself compares, too.
    expect(nodes.filter(({ op }) => op === 'Equal')).toHaveLength(2);
  });

  it('costs nothing where no layer reads the mask', () => {
    const withMask = chainOf([layers.masking(), layers.flatten()]);
    expect(exportToOnnx(withMask).report.nodes).toBe(6);
  });

  it('refuses layers that get the mask of another one in tfjs itself', () => {
    const stale = chainOf([
      layers.masking(),
      kinds.lstm({}),
      layers.repeatVector({ n: 5 }),
      layers.gru({ ...four, name: 'decoder' }),
      layers.softmax({ name: 'last' }),
      layers.reshape({ targetShape: [2, 2] }),
      layers.timeDistributed({ layer: layers.softmax(), name: 'each' }),
    ]);
    const error = errorOf(() => exportToOnnx(stale));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain('decoder (GRU): tfjs itself hands the mask of another layer to it');
    expect(error.message).toContain('last (Softmax): tfjs itself reads a mask of another shape in it');
    expect(error.message).toContain('each (TimeDistributed): tfjs itself reads a mask of another shape');
  });

  it.each(grid)('takes masked sequences of any length, %j', async (options) => {
    const entry = input({ shape: [null, 3] });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const masked = layers.masking().apply(entry) as SymbolicTensor;
    const outputs = layers
      .bidirectional({
        layer: kinds.gru(options),
        mergeMode: 'concat',
        // Safe: tfjs does not type its own recurrent layers as the RNN that it wants.
      } as unknown as Parameters<typeof layers.bidirectional>[0])
      .apply(masked) as SymbolicTensor;
    const made = randomised(model({ inputs: entry, outputs }));
    await expectSequenceAgreement(made, withZeros);
  });

  it('refuses masked sequences of unknown length where the cell is written out', () => {
    const entry = input({ shape: [null, 3] });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const masked = layers.masking().apply(entry) as SymbolicTensor;
    const last = kinds['gru that is written out']({}).apply(masked) as SymbolicTensor;
    const error = errorOf(() => exportToOnnx(randomised(model({ inputs: entry, outputs: last }))));
    expect(error.message).toContain('its sequences have no known length');
  });
});
