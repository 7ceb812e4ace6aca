import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, rawRow } from '../testing/grpc-requests.js';
import { get } from '../testing/http-client.js';
import { readAll } from '../testing/log-records.js';
import { startServer } from '../testing/running-server.js';

const grpc = { port: 0 };

describe('openInferenceMethods', () => {
  it('says that it is alive and ready, and what it is', async () => {
    const { server } = await startServer({ server: { grpc } });
    const { call } = grpcClient(server);
    expect(await call('ServerLive')).toEqual({ live: true });
    expect(await call('ServerReady')).toEqual({ ready: true });
    expect(await call('ModelReady', { name: 'tiny' })).toEqual({ ready: true });
    expect(await call('ModelReady', { name: 'tiny', version: '1' })).toEqual({ ready: true });
    expect(await call('ModelReady', { name: 'tiny', version: '2' })).toEqual({ ready: false });
    expect(await call('ModelReady', { name: 'nosuch' })).toEqual({ ready: false });
    expect(await call('ServerMetadata')).toMatchObject({ name: 'waymark', version: '0.1.0' });
  });

  it('describes a model', async () => {
    const { server } = await startServer({ server: { grpc } });
    const { call } = grpcClient(server);
    expect(await call('ModelMetadata', { name: 'tiny' })).toMatchObject({
      ...{ name: 'tiny', versions: ['1'], platform: 'onnxruntime_onnx' },
      inputs: [
        { name: 'age', datatype: 'INT64' },
        { name: 'income', datatype: 'FP64' },
        { name: 'city', datatype: 'BYTES' },
      ],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [{ low: -1, high: -1 }] },
        {
          name: 'probabilities',
          datatype: 'FP32',
          shape: [
            { low: -1, high: -1 },
            { low: 2, high: 0 },
          ],
        },
      ],
    });
    expect(await call('ModelConfig', { name: 'tiny' })).toMatchObject({
      config: {
        ...{ name: 'tiny', backend: 'onnxruntime', max_batch_size: 4096 },
        version_policy: { specific: { versions: [{ low: 1 }] } },
        input: [{ data_type: 'TYPE_INT64' }, { data_type: 'TYPE_FP64' }, { data_type: 'TYPE_STRING' }],
        output: [{ name: 'label' }, { name: 'probabilities', data_type: 'TYPE_FP32', dims: [{ low: 2 }] }],
      },
    });
  });

  it('logs what it predicted, and counts what it answered', async () => {
    const { server, logFolder } = await startServer({ server: { grpc } });
    const { call } = grpcClient(server);
    await call('ModelInfer', rawRow);
    await call('ModelInfer', { model_name: 'nosuch' }).catch(() => {});
    const { body } = await get(server, '/metrics');
    const count = 'waymark_http_requests_total{route="grpc:ModelInfer",method="POST",status';
    expect(body).toContain(`${count}="200"} 1\n`);
    expect(body).toContain(`${count}="404"} 1\n`);
    expect(await call('ModelStatistics', {})).toMatchObject({
      model_stats: [{ name: 'tiny', version: '1', inference_count: { low: 1 }, execution_count: { low: 1 } }],
    });
    await server.close();
    expect(await readAll(logFolder)).toMatchObject([
      { type: 'prediction', features: { age: 30, income: 80.5, city: 'Oslo' }, label: 'yes' },
    ]);
  });

  it('lists, unloads and loads models where clients may', async () => {
    const { server } = await startServer({ server: { grpc, modelControl: 'explicit' } });
    const { call } = grpcClient(server);
    const ready = { name: 'tiny', version: '1', state: 'READY', reason: '' };
    expect(await call('RepositoryIndex')).toEqual({ models: [ready] });
    await call('RepositoryModelUnload', { model_name: 'tiny' });
    expect(await call('RepositoryIndex', { ready: true })).toEqual({ models: [] });
    await expect(call('ModelInfer', oneRow)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await call('RepositoryModelLoad', { model_name: 'tiny' });
    expect(await call('RepositoryIndex', { ready: true })).toEqual({ models: [ready] });
    const parameters = { config: { string_param: '{}' } };
    await expect(call('RepositoryModelLoad', { model_name: 'tiny', parameters })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('config and files come from the registry'),
    });
  });

  it('lets no client load or unload unless it was told to', async () => {
    const { server } = await startServer({ server: { grpc } });
    const { call } = grpcClient(server);
    for (const method of ['RepositoryModelLoad', 'RepositoryModelUnload'])
      await expect(call(method, { model_name: 'tiny' })).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
        details: expect.stringContaining('switched off'),
      });
  });
});
