import { input, type LayersModel, layers, model, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { expectAgreement } from '../testing/expect-agreement.js';
import { keep } from '../testing/kept-model.js';
import { randomInput, randomiseWeights } from '../testing/tfjs-models.js';
import type { Layer } from './layer-converter.js';
import { isModel, type SymbolicTensor, walkModel } from './walk-model.js';

function randomised<T extends LayersModel>(made: T): T {
  randomiseWeights(made, 3);
  return keep(made);
}

function applied(layer: Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor {
  const [first = []] = inputs;
  // Safe: these layers give one symbolic tensor for symbolic tensors.
  return layer.apply(inputs.length === 1 ? first : [...inputs]) as SymbolicTensor;
}

/** Exports, and compares on 3 rows. */
async function expectExport(made: LayersModel): Promise<void> {
  const inputs = made.inputs.map(({ shape }, index) => {
    const dimensions = [3, ...shape.slice(1).map(Number)];
    return { data: randomInput(dimensions, index + 1), shape: dimensions };
  });
  await expectAgreement(made, exportToOnnx(made).bytes, inputs);
}

describe('walkModel', () => {
  it('calls each layer once for each call in the model, after what it takes', () => {
    const entry = input({ shape: [2] });
    const shared = layers.dense({ units: 2, name: 'shared' });
    const once = applied(shared, entry);
    const twice = applied(shared, once);
    const sum = applied(layers.add({ name: 'sum' }), once, twice);
    const made = randomised(model({ inputs: entry, outputs: [sum, once] }));
    const outputs = walkModel(made, ['x'], (layer, inputs) => [`${layer.name}(${inputs.join(', ')})`]);
    expect(outputs).toEqual(['sum(shared(x), shared(shared(x)))', 'shared(x)']);
  });

  it('ignores calls of a layer that belong to other models', () => {
    const shared = layers.dense({ units: 2, name: 'mine' });
    const other = input({ shape: [2] });
    randomised(model({ inputs: other, outputs: applied(shared, other) }));
    const entry = input({ shape: [2] });
    const made = randomised(model({ inputs: entry, outputs: applied(shared, entry) }));
    const calls: string[] = [];
    walkModel(made, ['x'], (layer) => {
      calls.push(layer.name);
      return ['y'];
    });
    expect(calls).toEqual(['mine']);
  });

  it('knows models by their form', () => {
    expect(isModel(sequential())).toBe(true);
    expect(isModel(layers.dense({ units: 1 }))).toBe(false);
  });
});

describe('exportToOnnx', () => {
  it('exports a residual block', async () => {
    const entry = input({ shape: [4] });
    const inner = applied(layers.dense({ units: 4, activation: 'relu' }), entry);
    const sum = applied(layers.add(), entry, applied(layers.dense({ units: 4 }), inner));
    await expectExport(randomised(model({ inputs: entry, outputs: applied(layers.reLU(), sum) })));
  });

  it('exports a convolutional classifier with a skip connection', async () => {
    const image = input({ shape: [8, 8, 1] });
    const wide = applied(layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }), image);
    const normal = applied(layers.reLU(), applied(layers.batchNormalization(), wide));
    const inner = applied(layers.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same' }), normal);
    const pooled = applied(layers.maxPooling2d({ poolSize: 2 }), applied(layers.add(), normal, inner));
    const scores = applied(
      layers.dense({ units: 3, activation: 'softmax' }),
      applied(layers.flatten(), pooled),
    );
    await expectExport(randomised(model({ inputs: image, outputs: scores })));
  });

  it('exports two towers that share their weights, with several inputs and outputs', async () => {
    const [left, right] = [input({ shape: [3] }), input({ shape: [3] })];
    const tower = sequential({
      layers: [layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }), layers.dense({ units: 2 })],
    });
    const [a, b] = [applied(tower, left), applied(tower, right)];
    const joined = applied(layers.concatenate(), a, b);
    await expectExport(randomised(model({ inputs: [left, right], outputs: [joined, a] })));
  });

  it('exports models inside of models, first, last and with several outputs', async () => {
    const entry = input({ shape: [3] });
    const forked = model({
      inputs: entry,
      outputs: [applied(layers.dense({ units: 2 }), entry), applied(layers.softmax(), entry)],
    });
    const start = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] })] });
    const chain = sequential({ layers: [start, layers.reLU()] });
    const outer = input({ shape: [2] });
    // Safe: a model with two outputs gives two symbolic tensors.
    const [a, b] = forked.apply(applied(chain, outer)) as [SymbolicTensor, SymbolicTensor];
    await expectExport(randomised(model({ inputs: outer, outputs: [b, a] })));
  });
});
