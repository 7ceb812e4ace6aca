import { memory } from '@tensorflow/tfjs-core';
import { layers, model as tfModel } from '@tensorflow/tfjs-layers';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import type { RuntimeTensor } from './export-parity.js';
import { exportToOnnx } from './export-to-onnx.js';
import type { GraphBuilder } from './graph/graph-builder.js';
import type { ExternalData } from './protobuf/external-data.js';
import { runModel, Tensor } from './testing/run-model.js';
import { randomInput, randomModel } from './testing/tfjs-models.js';

const wide = randomModel(
  [
    layers.dense({ units: 64, inputShape: [32], activation: 'tanh' }),
    layers.dense({ units: 64, activation: 'relu' }),
    layers.dense({ units: 4 }),
  ],
  3,
);
const feeds = { input: new Tensor('float32', randomInput([9, 32], 1), [9, 32]) };
afterAll(() => {
  wide.dispose();
});

describe('exportToOnnx with parity', () => {
  it('reports that the export agrees with tfjs on the rows, and leaves no tensors behind', async () => {
    const before = memory().numTensors;
    const { bytes, report } = await exportToOnnx(wide, { parity: { run: runModel, feeds } });
    expect(bytes).toEqual(exportToOnnx(wide).bytes);
    expect(report.parity).toMatchObject({ output: 'output', rows: 9, passed: true });
    expect(report.parity?.maxAbsDifference).toBeLessThanOrEqual(report.parity?.tolerance ?? 0);
    expect(memory().numTensors).toBe(before);
  });

  it.each(['float16', 'int8'] as const)('holds %s weights to their own tolerance', async (quantize) => {
    const { report } = await exportToOnnx(wide, { quantize, parity: { run: runModel, feeds } });
    const plain = await exportToOnnx(wide, { parity: { run: runModel, feeds } });
    expect(report.parity?.passed).toBe(true);
    expect(report.parity?.maxAbsDifference).toBeGreaterThan(plain.report.parity?.tolerance ?? 0);
    expect(report[quantize]).toBeDefined();
    const strict = await exportToOnnx(wide, { quantize, parity: { run: runModel, feeds, tolerance: 1e-4 } });
    expect(strict.report.parity?.passed).toBe(false);
  });

  it('does not agree when the runtime gives something else, or NaN', async () => {
    for (const wrong of [1e9, Number.NaN]) {
      const run = async () => ({ output: { data: new Float32Array(36).fill(wrong), dims: [9, 4] } });
      const { report } = await exportToOnnx(wide, { parity: { run, feeds } });
      expect(report.parity?.passed).toBe(false);
    }
  });

  it('refuses to compare no rows', async () => {
    const none = { input: new Tensor('float32', new Float32Array(), [0, 32]) };
    const promise = exportToOnnx(wide, { parity: { run: runModel, feeds: none } });
    await expect(promise).rejects.toMatchObject({
      code: 'ONNX_PARITY_TENSORS',
      message: expect.stringContaining('there must be rows to compare'),
    });
  });

  it('reports the output that is farthest away', async () => {
    const [input] = wide.inputs;
    if (input === undefined) throw new TypeError('a model must have an input');
    const outputs = wide.layers.slice(1).flatMap((layer) => layer.output);
    const both = tfModel({ inputs: input, outputs });
    const run = async (bytes: Uint8Array, tensors: typeof feeds) => {
      const { output_0, output_1 } = await runModel(bytes, tensors);
      if (output_0 === undefined || output_1 === undefined) throw new TypeError('two outputs must come');
      const moved = Float32Array.from(output_1.data, Number).map((value) => value + 1);
      return { output_0, output_1: { data: moved, dims: output_1.dims } };
    };
    const { report } = await exportToOnnx(both, { parity: { run, feeds } });
    expect(report.parity).toMatchObject({ output: 'output_1', passed: false });
    expect(report.parity?.maxAbsDifference).toBeCloseTo(1, 4);
  });

  it('gives tfjs what the preprocessing makes of the rows', async () => {
    const preprocessing = (builder: GraphBuilder) => {
      const column = builder.input('age', 'float64', ['N']);
      const axis = builder.constant('int64', [1], BigInt64Array.of(1n));
      const width = builder.constant('float32', [1, 32], randomInput([32], 4));
      const age = builder.add('Cast', [builder.add('Unsqueeze', [column, axis])], { to: 'float32' });
      return builder.add('Mul', [age, width]); // [N, 32]
    };
    const age = new Tensor('float64', Float64Array.of(0.2, -0.5), [2]);
    const { bytes, report } = await exportToOnnx(wide, {
      preprocessing,
      parity: { run: runModel, feeds: { age } },
    });
    expect(report.parity).toMatchObject({ rows: 2, passed: true });
    expect((await runModel(bytes, { age })).output?.dims).toEqual([2, 4]);
  });

  it('hands the second file to the runtime', async () => {
    const run = async (bytes: Uint8Array, tensors: typeof feeds, externalData?: ExternalData) => {
      const data = Buffer.concat(externalData?.chunks ?? []);
      const session = await InferenceSession.create(bytes, { externalData: [{ path: 'w.data', data }] });
      const outputs = await session.run(tensors);
      await session.release();
      return outputs;
    };
    const { externalData, report } = await exportToOnnx(wide, {
      externalData: { name: 'w.data' },
      parity: { run, feeds },
    });
    expect(report.parity?.passed).toBe(true);
    // Kernels of 32 · 64, 64 · 64 and 64 · 4 float32, the second from the page 8192 on, the third behind it.
    expect(externalData?.byteLength).toBe(8192 + 16_384 + 1024);
  });

  it.each<{ title: string; outputs: Record<string, RuntimeTensor>; message: string }>([
    { title: 'no outputs', outputs: {}, message: "'output' must be among the tensors; got none" },
    {
      title: 'an output of another shape',
      outputs: { output: { data: [0, 0, 0], dims: [3] } },
      message: "'output' must be [9, 4], as tfjs has it; got [3]",
    },
  ])('refuses a runtime that gives $title', async ({ outputs, message }) => {
    const promise = exportToOnnx(wide, { parity: { run: async () => outputs, feeds } });
    await expect(promise).rejects.toMatchObject({
      code: 'ONNX_PARITY_TENSORS',
      message: expect.stringContaining(message),
    });
  });

  it('refuses feeds without an input of the model', async () => {
    const promise = exportToOnnx(wide, { parity: { run: runModel, feeds: { x: feeds.input } } });
    await expect(promise).rejects.toMatchObject({ code: 'ONNX_PARITY_TENSORS' });
  });
});
