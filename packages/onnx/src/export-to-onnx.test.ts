import { input, layers, sequential, model as tfModel } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from './export-to-onnx.js';
import type { GraphBuilder } from './graph/graph-builder.js';
import { maxAbsDifference } from './parity.js';
import { externalFilesOf } from './reader/external-files.js';
import { readModel } from './reader/read-model.js';
import { errorOf } from './testing/error-of.js';
import { expectAgreement } from './testing/expect-agreement.js';
import { runModel, Tensor } from './testing/run-model.js';
import { predict, randomInput, randomModel } from './testing/tfjs-models.js';

describe('exportToOnnx', () => {
  const model = randomModel(
    [
      layers.dense({ units: 4, inputShape: [3], activation: 'relu' }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    5,
  );
  afterAll(() => {
    model.dispose();
  });

  it('gives a file that agrees with the model, from `input` to `output`', async () => {
    const { bytes } = exportToOnnx(model);
    const data = randomInput([3, 3], 1);
    const { output } = await runModel(bytes, { input: new Tensor('float32', data, [3, 3]) });
    const expected = predict(model, data, [3, 3]);
    expect(output?.dims).toEqual([3, 1]);
    for (const [i, value] of expected.data.entries()) expect(Number(output?.data[i])).toBeCloseTo(value, 5);
  });

  it('reports nodes, bytes of weights and the opset', () => {
    // Gemm, Relu, Gemm, Sigmoid; (3 · 4 + 4 + 4 · 1 + 1) weights of 4 bytes.
    expect(exportToOnnx(model).report).toEqual({ nodes: 4, initializerBytes: 84, opset: 17 });
  });

  it('stores equal weights once', () => {
    const twins = randomModel(
      [
        layers.dense({ units: 3, inputShape: [3], useBias: false }),
        layers.dense({ units: 3, useBias: false }),
      ],
      1,
    );
    const [weight] = twins.getWeights();
    if (weight) twins.setWeights([weight, weight]);
    // One kernel of 3 · 3 weights of 4 bytes.
    expect(exportToOnnx(twins).report.initializerBytes).toBe(36);
    twins.dispose();
  });

  it('halves large weights on request, says by how much they moved, and stays close to the model', async () => {
    const wide = randomModel([layers.dense({ units: 64, inputShape: [64], activation: 'tanh' })], 7);
    const { bytes, report } = exportToOnnx(wide, { quantize: 'float16' });
    // The kernel, 64 · 64 weights, takes 2 bytes each now; the bias is below the limit.
    expect(report).toMatchObject({ initializerBytes: 8192 + 256, float16: { stored: 1, bytesSaved: 8192 } });
    // Weights from -1 to 1: half a step of binary16 below 1 is 2^-12.
    expect(report.float16?.maxAbsChange).toBeLessThanOrEqual(2 ** -12);
    const data = randomInput([2, 64], 1);
    const { output } = await runModel(bytes, { input: new Tensor('float32', data, [2, 64]) });
    const expected = predict(wide, data, [2, 64]).data;
    // 64 inputs up to 4, each times a weight that moved by at most 2^-12, add up to 0.0625; tanh only shrinks it.
    expect(maxAbsDifference(expected, Float32Array.from(output?.data ?? [], Number))).toBeLessThan(0.0625);
    wide.dispose();
  });

  it("does not put the model's own name into the bytes", () => {
    const text = Buffer.from(exportToOnnx(model).bytes).toString('latin1');
    expect(text).not.toContain(model.name);
    expect(Buffer.from(exportToOnnx(model, { name: 'churn' }).bytes).toString('latin1')).toContain('churn');
  });

  it('takes int32 where the model does, and gives several inputs and outputs their positions', async () => {
    const words = input({ shape: [2], dtype: 'int32' });
    const rest = input({ shape: [3] });
    const vectors = layers.flatten().apply(layers.embedding({ inputDim: 5, outputDim: 2 }).apply(words));
    // Safe: a layer that is applied to symbolic tensors gives one.
    const joined = layers.concatenate().apply([vectors as typeof rest, rest]) as typeof rest;
    const both = tfModel({ inputs: [words, rest], outputs: [joined, rest] });
    // Feeds an int32 and a float32 tensor, by position; onnxruntime refuses any other dtype.
    await expectAgreement(both, exportToOnnx(both).bytes, [
      { data: Float32Array.of(0, 4, 2, 2), shape: [2, 2] },
      { data: randomInput([2, 3], 1), shape: [2, 3] },
    ]);
    both.dispose();
  });

  it('puts what it is told in front of the model, and takes the inputs that this declares', async () => {
    const { bytes } = exportToOnnx(model, {
      preprocessing: (builder) => {
        const columns = ['a', 'b', 'c'].map((name) => builder.input(name, 'float64', ['N']));
        const axis = builder.constant('int64', [1], BigInt64Array.of(1n));
        const matrix = builder.add(
          'Concat',
          columns.map((column) => builder.add('Unsqueeze', [column, axis])),
          { axis: 1 },
        );
        return builder.add('Cast', [matrix], { to: 'float32' }); // [N, 3]
      },
    });
    const column = (...values: number[]) => new Tensor('float64', Float64Array.from(values), [2]);
    const { output } = await runModel(bytes, { a: column(1, -4), b: column(2, 5), c: column(3, 6) });
    const expected = predict(model, Float32Array.of(1, 2, 3, -4, 5, 6), [2, 3]);
    expect(output?.dims).toEqual([2, 1]);
    for (const [i, value] of expected.data.entries()) expect(Number(output?.data[i])).toBeCloseTo(value, 5);
  });

  it('refuses a preprocessing that gives what the model does not take', () => {
    const preprocessing = (builder: GraphBuilder) => builder.input('a', 'float64', ['N', 3]);
    const error = errorOf(() => exportToOnnx(model, { preprocessing }));
    expect(error.code).toBe('ONNX_INPUT_MISMATCH');
    expect(error.message).toContain('got float64 [N, 3]');
  });

  it('puts large weights into a second file on request', () => {
    const wide = randomModel([layers.dense({ units: 4, inputShape: [4] })], 1);
    const options = { externalData: { name: 'model.onnx.data', minBytes: 64 } };
    const { bytes, externalData, report } = exportToOnnx(wide, options);
    // The kernel, 4 · 4 weights of 4 bytes; the bias stays.
    expect(externalData).toMatchObject({ name: 'model.onnx.data', byteLength: 64 });
    expect(externalFilesOf(readModel(bytes))).toEqual([
      { location: 'model.onnx.data', tensors: 1, byteLength: 64 },
    ]);
    expect(report.initializerBytes).toBe(80);
    wide.dispose();
  });

  it('exports a model that does nothing', async () => {
    const empty = sequential({ layers: [layers.activation({ activation: 'linear', inputShape: [2] })] });
    const { bytes } = exportToOnnx(empty);
    const { output } = await runModel(bytes, { input: new Tensor('float32', Float32Array.of(1, 2), [1, 2]) });
    expect(output?.data).toEqual(Float32Array.of(1, 2));
  });

  it('refuses a model without layers', () => {
    expect(errorOf(() => exportToOnnx(sequential())).code).toBe('ONNX_MODEL_UNSUPPORTED');
  });
});
