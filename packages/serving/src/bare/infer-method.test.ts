import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { grpcClient } from '../testing/grpc-client.js';

describe('bareInferMethod', () => {
  it('infers with typed and raw values, and answers in kind', async () => {
    const { server } = await startBare(await modelsFolder({ 'double.onnx': 'double', 'sum.onnx': 'sum' }), {
      grpc: { port: 0 },
    });
    await server.ready();
    const { call } = grpcClient(server);
    const x = { name: 'x', datatype: 'FP32', shape: [1, 3] };
    const typed = { ...x, contents: { fp32_contents: [1, 2, -0.5] } };
    expect(await call('ModelInfer', { model_name: 'double', id: '7', inputs: [typed] })).toMatchObject({
      ...{ model_name: 'double', model_version: '1', id: '7' },
      outputs: [{ name: 'y', contents: { fp32_contents: [2, 4, -1] } }],
    });
    const raw = Buffer.from(Float32Array.from([1, 2, -0.5]).buffer);
    const answer = await call('ModelInfer', { model_name: 'double', inputs: [x], raw_input_contents: [raw] });
    expect(answer).toMatchObject({
      raw_output_contents: [Buffer.from(Float32Array.from([2, 4, -1]).buffer)],
    });
    const image = {
      name: 'image',
      datatype: 'INT32',
      shape: [1, 2, 2],
      contents: { int_contents: [1, 2, 3, 4] },
    };
    // FP16 has no typed field.
    expect(await call('ModelInfer', { model_name: 'sum', inputs: [image] })).toMatchObject({
      raw_output_contents: [Buffer.from('0a000000', 'hex'), Buffer.from('003c004000420044', 'hex')],
    });
    await expect(
      call('ModelInfer', { model_name: 'double', inputs: [{ ...x, shape: [3] }] }),
    ).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  it('tells metadata, configuration, statistics and the index', async () => {
    const folder = await modelsFolder({ 'double.onnx': 'double', 'broken.onnx': '=no model' });
    const { server } = await startBare(folder, { grpc: { port: 0 } });
    await server.ready();
    const { call } = grpcClient(server);
    expect(await call('ModelReady', { name: 'double' })).toEqual({ ready: true });
    expect(await call('ModelReady', { name: 'broken' })).toEqual({ ready: false });
    expect(await call('ModelMetadata', { name: 'double' })).toMatchObject({
      versions: ['1'],
      inputs: [{ name: 'x' }],
    });
    expect(await call('ModelConfig', { name: 'double' })).toMatchObject({ config: { max_batch_size: 256 } });
    expect(await call('ModelStatistics', { name: 'double' })).toMatchObject({
      model_stats: [{ name: 'double' }],
    });
    expect(await call('RepositoryIndex')).toMatchObject({
      models: [
        { name: 'broken', state: 'UNAVAILABLE' },
        { name: 'double', state: 'READY' },
      ],
    });
    await expect(call('RepositoryModelLoad', { model_name: 'double' })).rejects.toThrow(/switched off/);
  });
});
