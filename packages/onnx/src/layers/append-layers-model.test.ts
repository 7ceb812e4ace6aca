import { memory, serialization } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { Shape } from '../graph/shape.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { errorOf } from '../testing/error-of.js';
import { keep } from '../testing/kept-model.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { predict, randomInput, randomModel } from '../testing/tfjs-models.js';
import { type AppendLayersModelOptions, appendLayersModel } from './append-layers-model.js';
import type { LayerConverter } from './layer-converter.js';
import { layerConverters } from './layer-converters.js';

/** A layer of a user's own: the input times a factor from its config. */
class Scale extends layers.Layer {
  static readonly className = 'Scale';
  override getConfig() {
    return { ...super.getConfig(), factor: 3 };
  }
}
serialization.registerClass(Scale);

const scaleConverter: LayerConverter = {
  convert: ({ builder, input: value, config }) =>
    builder.add('Mul', [value, builder.constant('float32', [], Float32Array.of(Number(config.factor)))]),
};

function append(made: LayersModel, shape: Shape = ['N', 2], options?: AppendLayersModelOptions): Uint8Array {
  const builder = new GraphBuilder({ name: 'test' });
  const value = builder.input('x', 'float32', shape);
  builder.output('y', appendLayersModel(builder, made, value, options));
  return encodeModel(builder.build());
}

describe('appendLayersModel', () => {
  it('converts a chain of layers, Sequential or functional, to the same bytes', () => {
    const make = () => [
      layers.dense({ units: 4, inputShape: [2], activation: 'relu' }),
      layers.dense({ units: 1 }),
    ];
    const first = keep(randomModel(make(), 7));
    const entry = input({ shape: [2] });
    const [hidden, last] = make();
    if (hidden === undefined || last === undefined) throw new TypeError('make gives two layers');
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const functional = keep(
      model({ inputs: entry, outputs: last.apply(hidden.apply(entry)) as typeof entry }),
    );
    functional.setWeights(first.getWeights());
    expect(append(functional)).toEqual(append(first));
  });

  it('gives the same bytes for the same model however many were built before it', () => {
    const make = () => keep(randomModel([layers.dense({ units: 3, inputShape: [2] }), layers.softmax()], 7));
    const bytes = append(make());
    for (let i = 0; i < 5; i++) make();
    expect(append(make())).toEqual(bytes);
  });

  it('agrees with tfjs on a deep chain with a layer that is used twice', async () => {
    const shared = layers.dense({ units: 2, activation: 'tanh' });
    const entry = input({ shape: [2] });
    const once = shared.apply(entry);
    const normal = layers.batchNormalization().apply(once);
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const twice = keep(model({ inputs: entry, outputs: shared.apply(normal) as typeof entry }));
    const data = randomInput([3, 2], 1);
    const { y } = await runModel(append(twice), { x: new Tensor('float32', data, [3, 2]) });
    const expected = predict(twice, data, [3, 2]);
    for (const [i, value] of expected.data.entries()) expect(Number(y?.data[i])).toBeCloseTo(value, 5);
  });

  it('takes a batch without rows', async () => {
    const bytes = append(keep(randomModel([layers.dense({ units: 3, inputShape: [2] })], 7)));
    const { y } = await runModel(bytes, { x: new Tensor('float32', new Float32Array(0), [0, 2]) });
    expect(y?.dims).toEqual([0, 3]);
  });

  it('makes and leaves no tensor', () => {
    const made = keep(randomModel([layers.dense({ units: 3, inputShape: [2] })], 7));
    const before = memory().numTensors;
    append(made);
    expect(memory().numTensors).toBe(before);
  });

  it('refuses all layers that it cannot convert in one error, and says how to register a converter', () => {
    const made = keep(
      sequential({
        layers: [
          new Scale({ inputShape: [2, 1], name: 'mine' }),
          layers.softmax({ axis: [1, 2], name: 'both' }),
          sequential({ layers: [new Scale({ inputShape: [2, 1], name: 'inner' })] }),
        ],
      }),
    );
    const error = errorOf(() => append(made));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain('mine (Scale): there is no converter for this class');
    expect(error.message).toContain('both (Softmax): softmax over several axes (1,2) has no ONNX op');
    expect(error.message).toContain('inner (Scale)');
    expect(error.message).toContain('{ converters: { ...layerConverters, MyLayer: { convert } } }');
  });

  it("takes a converter for a user's own layer", async () => {
    const made = keep(sequential({ layers: [new Scale({ inputShape: [2] })] }));
    const bytes = append(made, ['N', 2], { converters: { ...layerConverters, Scale: scaleConverter } });
    const { y } = await runModel(bytes, { x: new Tensor('float32', Float32Array.of(1, -2), [1, 2]) });
    expect(y?.data).toEqual(Float32Array.of(3, -6));
  });

  it('refuses layers that tfjs itself gets wrong', () => {
    const made = keep(sequential({ layers: [layers.batchNormalization({ axis: 1, inputShape: [2, 3] })] }));
    expect(errorOf(() => append(made)).message).toContain('wrong channels on axis 1; use the last axis');
  });

  it('refuses axes that have another meaning in tfjs, or none in ONNX', () => {
    const entry = input({ shape: [2, 3] });
    const joined = (axis: number, name: string) => layers.concatenate({ axis, name }).apply([entry, entry]);
    const normal = layers.layerNormalization({ axis: 1, name: 'across' }).apply(entry);
    const product = layers.dot({ axes: 0, name: 'rows' }).apply([entry, entry]);
    // Safe: a layer that is applied to symbolic tensors gives one.
    const outputs = [joined(0, 'batch'), joined(-2, 'misread'), normal, product] as (typeof entry)[];
    const { message } = errorOf(() => append(keep(model({ inputs: entry, outputs })), ['N', 2, 3]));
    expect(message).toContain('batch (Concatenate): axis 0 is the batch');
    expect(message).toContain(
      'misread (Concatenate): tfjs itself takes axis -2 as the last one; write it as 1',
    );
    expect(message).toContain('rows (Dot): axis 0 is the batch');
    expect(message).toContain('across (LayerNormalization): the axes must be the last ones');
  });

  it('refuses several outputs behind a single input, and a model without layers', () => {
    const entry = input({ shape: [2] });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const dense = layers.dense({ units: 2 }).apply(entry) as typeof entry;
    const forked = keep(model({ inputs: entry, outputs: [entry, dense] }));
    expect(errorOf(() => append(forked)).message).toContain('it has 2 outputs; give its inputs as a list');
    expect(errorOf(() => append(sequential())).message).toContain('it has no layers');
  });

  it('refuses an input of another shape or dtype', () => {
    const made = keep(randomModel([layers.dense({ units: 3, inputShape: [2] })], 7));
    const error = errorOf(() => append(made, ['N', 4]));
    expect(error.code).toBe('ONNX_INPUT_MISMATCH');
    expect(error.message).toContain('takes float32 [N, 2]; got float32 [N, 4]');
    const builder = new GraphBuilder({ name: 'wide' });
    const wide = builder.input('x', 'float64', ['N', 2]);
    expect(errorOf(() => appendLayersModel(builder, made, wide)).code).toBe('ONNX_INPUT_MISMATCH');
    expect(errorOf(() => appendLayersModel(builder, made, [])).message).toContain('float32 [N, 2]; got none');
  });

  it('asks each call of a shared layer for itself', () => {
    const short = input({ shape: [2, 1] });
    const long = input({ shape: [200, 1] });
    const shared = layers.gru({
      units: 1,
      recurrentInitializer: 'zeros',
      activation: 'gelu',
      name: 'shared',
    });
    // Safe: a layer that is applied to one symbolic tensor gives one.
    const outputs = [short, long].map((value) => shared.apply(value) as typeof short);
    const made = keep(model({ inputs: [short, long], outputs }));
    const builder = new GraphBuilder({ name: 'calls' });
    const inputs = [builder.input('a', 'float32', ['N', 2, 1]), builder.input('b', 'float32', ['N', 200, 1])];
    const error = errorOf(() => appendLayersModel(builder, made, inputs));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain('shared (GRU): the activation');
  });
});
