import { describe, expect, it } from 'vitest';
import { get, post } from '../../testing/http-client.js';
import { startServer } from '../../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../../testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));

interface ModelStats {
  readonly inference_stats: Readonly<Record<string, { readonly count: number; readonly ns: number }>>;
}

describe('openInferenceRoutes', () => {
  it('tells the configuration in the form of Triton', async () => {
    const { server } = await startServer();
    const { body } = await get(server, '/v2/models/tiny/config');
    expect(body).toEqual({
      name: 'tiny',
      platform: 'onnxruntime_onnx',
      backend: 'onnxruntime',
      version_policy: { specific: { versions: [1] } },
      max_batch_size: 4096,
      input: [
        { name: 'age', data_type: 'TYPE_INT64', dims: [1], reshape: { shape: [] } },
        { name: 'income', data_type: 'TYPE_FP64', dims: [1], reshape: { shape: [] } },
        { name: 'city', data_type: 'TYPE_STRING', dims: [1], reshape: { shape: [] } },
      ],
      output: [
        { name: 'label', data_type: 'TYPE_STRING', dims: [1], reshape: { shape: [] } },
        { name: 'probabilities', data_type: 'TYPE_FP32', dims: [2] },
      ],
      dynamic_batching: { max_queue_delay_microseconds: 0 },
    });
    expect((await get(server, '/v2/models/tiny/versions/2/config')).status).toBe(404);
  });

  it('counts requests, rows, batches and failures of a version', async () => {
    const { server } = await startServer();
    const bad = openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]);
    const two = openInferenceRequest(tinyRows.slice(0, 2));
    const answers = [];
    for (const body of [oneRow, two, bad, oneRow]) answers.push((await post(server, infer, body)).status);
    expect(answers).toEqual([200, 200, 500, 200]);
    const { body } = await get(server, '/v2/models/tiny/stats');
    const taken = { count: 3, ns: expect.any(Number) };
    const once = { count: 1, ns: expect.any(Number) };
    const twice = { ...once, count: 2 };
    expect(body).toMatchObject({
      model_stats: [
        {
          ...{ name: 'tiny', version: '1', inference_count: 4, execution_count: 3 },
          inference_stats: {
            ...{ success: taken, queue: taken, compute_input: taken, compute_infer: taken },
            ...{ compute_output: taken, fail: { count: 1, ns: 0 } },
          },
          batch_stats: [
            { batch_size: 1, compute_input: twice, compute_infer: twice, compute_output: twice },
            { batch_size: 2, compute_input: once, compute_infer: once, compute_output: once },
          ],
        },
      ],
    });
    const { model_stats } = body as { model_stats: ModelStats[] };
    const [stats] = model_stats;
    const parts = ['queue', 'compute_input', 'compute_infer', 'compute_output'];
    expect(stats?.inference_stats.success?.ns).toBe(
      parts.reduce((sum, part) => sum + (stats?.inference_stats[part]?.ns ?? 0), 0),
    );
    expect((await get(server, '/v2/models/stats')).body).toEqual(body);
    expect((await get(server, '/v2/models/tiny/versions/1/stats')).body).toEqual(body);
    expect((await get(server, '/v2/models/nosuch/stats')).status).toBe(404);
  });
});
