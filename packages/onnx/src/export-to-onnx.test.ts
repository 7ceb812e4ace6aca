import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from './export-to-onnx.js';
import { errorOf } from './testing/error-of.js';
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

  it("does not put the model's own name into the bytes", () => {
    const text = Buffer.from(exportToOnnx(model).bytes).toString('latin1');
    expect(text).not.toContain(model.name);
    expect(Buffer.from(exportToOnnx(model, { name: 'churn' }).bytes).toString('latin1')).toContain('churn');
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
