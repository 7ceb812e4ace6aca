import { input, type LayersModel, layers, sequential, model as tfModel } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { appendLayersModel } from '../layers/append-layers-model.js';
import type { Layer } from '../layers/layer-converter.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { expectCloseOutputs, opCounts } from '../testing/pass-agreement.js';
import { randomiseWeights, randomModel } from '../testing/tfjs-models.js';
import { optimiseGraph } from './optimise-graph.js';

/** A classifier of images as tfjs writes it: channels last, a residual connection, branches, normalisation. */
function imageModel(): LayersModel {
  const images = input({ shape: [16, 16, 3] });
  const convolution = { filters: 8, kernelSize: 3, padding: 'same' } as const;
  let x = apply(layers.conv2d(convolution), images);
  x = apply(layers.activation({ activation: 'relu' }), apply(layers.batchNormalization(), x));
  const pooled = apply(layers.maxPooling2d({ poolSize: 2 }), x);
  const refined = apply(layers.conv2d({ ...convolution, activation: 'relu' }), pooled);
  const sum = apply(layers.add(), [pooled, apply(layers.batchNormalization(), refined)]);
  const joined = apply(layers.concatenate(), [sum, pooled]);
  const features = apply(layers.dense({ units: 5, activation: 'relu' }), apply(layers.flatten(), joined));
  const outputs = apply(layers.dense({ units: 2 }), apply(layers.batchNormalization(), features));
  const made = tfModel({ inputs: images, outputs });
  randomiseWeights(made, 3);
  return made;
}

type Tensor = ReturnType<typeof input>;

function apply(layer: Layer, to: Tensor | Tensor[]): Tensor {
  // Safe: a layer of one output that is applied to symbolic tensors gives one.
  return layer.apply(to) as Tensor;
}

function graphOf(model: LayersModel): Graph {
  const builder = new GraphBuilder({ name: 'model' });
  const inputs = model.inputs.map(({ shape }, index) =>
    builder.input(
      `input_${index}`,
      'float32',
      shape.map((length) => length ?? 'N'),
    ),
  );
  for (const [index, output] of appendLayersModel(builder, model, inputs).entries())
    builder.output(`output_${index}`, output);
  return builder.build();
}

describe('optimiseGraph', () => {
  const models: LayersModel[] = [];
  afterAll(() => {
    for (const model of models) model.dispose();
  });
  const kept = (model: LayersModel): LayersModel => {
    models.push(model);
    return model;
  };

  it('leaves one Transpose to a model with the channels last: that of its input', async () => {
    const graph = graphOf(kept(imageModel()));
    const optimised = optimiseGraph(graph);
    expect(opCounts(graph)).toEqual({
      Transpose: 6,
      Conv: 2,
      Sub: 3,
      Mul: 3,
      Add: 4,
      Relu: 3,
      MaxPool: 1,
      Concat: 1,
      Flatten: 1,
      Gemm: 2,
    });
    // What is left of the normalisation behind a Relu is a factor and a shift; the third Add is the residual's.
    expect(opCounts(optimised)).toEqual({
      Transpose: 1,
      Conv: 2,
      Mul: 1,
      Add: 2,
      Relu: 3,
      MaxPool: 1,
      Concat: 1,
      Flatten: 1,
      Gemm: 2,
    });
    await expectCloseOutputs(graph, optimised);
  });

  it('leaves none to a model with the channels first', async () => {
    const channelsFirst = { dataFormat: 'channelsFirst' } as const;
    const model = randomModel(
      [
        layers.conv2d({
          ...channelsFirst,
          inputShape: [3, 8, 8],
          filters: 4,
          kernelSize: 3,
          activation: 'relu',
        }),
        layers.maxPooling2d({ ...channelsFirst, poolSize: 2 }),
        layers.flatten(channelsFirst),
        layers.dense({ units: 3 }),
      ],
      1,
    );
    const graph = graphOf(kept(model));
    const optimised = optimiseGraph(graph);
    expect(opCounts(graph)).toEqual({ Conv: 1, Relu: 1, MaxPool: 1, Transpose: 1, Flatten: 1, Gemm: 1 });
    expect(opCounts(optimised)).toEqual({ Conv: 1, Relu: 1, MaxPool: 1, Flatten: 1, Gemm: 1 });
    await expectCloseOutputs(graph, optimised);
  });

  it('leaves one to a stack of recurrent layers', async () => {
    // tfjs's default, orthogonal, needs more of its backend than these tests load.
    const common = { units: 3, returnSequences: true, recurrentInitializer: 'glorotUniform' } as const;
    const model = randomModel(
      [
        layers.lstm({ ...common, inputShape: [5, 2] }),
        layers.timeDistributed({ layer: layers.dense({ units: 4, activation: 'relu' }) }),
        layers.gru({ ...common, returnSequences: false }),
      ],
      2,
    );
    const graph = graphOf(kept(model));
    const optimised = optimiseGraph(graph);
    expect(opCounts(graph).Transpose).toBe(3);
    expect(opCounts(optimised).Transpose).toBe(1);
    await expectCloseOutputs(graph, optimised);
  });

  it('makes two products of a perceptron with normalisation throughout', async () => {
    const model = randomModel(
      [
        layers.batchNormalization({ inputShape: [7] }),
        layers.dense({ units: 5 }),
        layers.batchNormalization(),
        layers.activation({ activation: 'relu' }),
        layers.batchNormalization(),
        layers.dense({ units: 3, useBias: false }),
      ],
      4,
    );
    const graph = graphOf(kept(model));
    const optimised = optimiseGraph(graph);
    expect(opCounts(graph)).toEqual({ Sub: 3, Mul: 3, Add: 3, Gemm: 2, Relu: 1 });
    expect(opCounts(optimised)).toEqual({ Gemm: 2, Relu: 1 });
    await expectCloseOutputs(graph, optimised);
  });

  it('finds nothing in what it has made, and makes the same bytes of the same graph', () => {
    const graph = graphOf(kept(imageModel()));
    const optimised = optimiseGraph(graph);
    expect(optimiseGraph(optimised)).toEqual(optimised);
    const bytes = Buffer.from(encodeModel(optimised));
    expect(bytes.equals(encodeModel(optimiseGraph(graph)))).toBe(true);
  });

  it('keeps inputs and outputs, and holds weights that it does not change by reference', () => {
    const kernel = new Float32Array(12);
    const builder = new GraphBuilder({ name: 'dense' });
    const x = builder.input('x', 'float32', ['N', 4]);
    builder.input('unread', 'float32', ['N']);
    builder.output('same', x);
    builder.output('y', builder.add('Gemm', [x, builder.constant('float32', [4, 3], kernel)]));
    const graph = builder.build();
    const { inputs, outputs, initializers } = optimiseGraph(graph);
    expect([inputs, outputs]).toEqual([graph.inputs, graph.outputs]);
    expect(initializers[0]?.data).toBe(kernel);
  });

  it('leaves float64 alone but for what is exact', () => {
    const builder = new GraphBuilder({ name: 'float64' });
    const float64 = (...data: readonly number[]): Value =>
      builder.constant('float64', [data.length], Float64Array.from(data));
    const x = builder.input('x', 'float64', ['N', 2]);
    const centred = builder.add('Sub', [x, float64(1, 2)]);
    builder.output('y', builder.add('Mul', [builder.add('Mul', [centred, float64(3, 4)]), float64(1)]));
    expect(opCounts(optimiseGraph(builder.build()))).toEqual({ Sub: 1, Mul: 1 });
  });

  it('takes time in proportion to the graph', () => {
    // 10 000 nodes take about 0.4 s; a pass that looked at every pair of them would take minutes.
    const builder = new GraphBuilder({ name: 'long' });
    let x = builder.input('x', 'float32', ['N', 2, 3]);
    for (let i = 0; i < 2500; i++) {
      const scaled = builder.add('Mul', [x, builder.constant('float32', [1], Float32Array.of(2 + i))]);
      const moved = builder.add('Transpose', [builder.add('Tanh', [scaled])], { perm: [0, 2, 1] });
      x = builder.add('Transpose', [builder.add('Relu', [moved])], { perm: [0, 2, 1] });
    }
    builder.output('y', x);
    expect(opCounts(optimiseGraph(builder.build()))).toEqual({ Mul: 2500, Tanh: 2500, Relu: 2500 });
  }, 10_000);

  it('optimises an empty Sequential of one layer to the Identity that names its output', () => {
    const model = kept(
      sequential({ layers: [layers.activation({ activation: 'linear', inputShape: [2] })] }),
    );
    expect(opCounts(optimiseGraph(graphOf(model)))).toEqual({ Identity: 1 });
  });
});
