import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
import { createModelServer } from './server.js';
import { get, post } from './testing/http-client.js';
import { startServer } from './testing/running-server.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { openInferenceRequest, tinyRows } from './testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const predict = '/v1/models/tiny:predict';

describe('createModelServer', () => {
  it('lists what is here', async () => {
    const { server } = await startServer();
    expect(await get(server, '/')).toMatchObject({ status: 200, body: { models: ['tiny'] } });
    const { body } = await get(server, '/v1/models');
    expect(body).toMatchObject({ models: [{ name: 'tiny', ready: true, version: '1', refused: null }] });
    expect((await get(server, '/v1/models/tiny')).body).toMatchObject({ name: 'tiny', ready: true });
    expect(await get(server, '/v2/health/live', 'HEAD')).toMatchObject({ status: 200 });
  });

  it('counts what it does', async () => {
    const { server } = await startServer();
    await post(server, infer, openInferenceRequest(tinyRows));
    await post(server, predict, {});
    await get(server, '/nothing');
    const { body, headers } = await get(server, '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    const [status] = server.status().models;
    for (const line of [
      'waymark_http_requests_total{route="/v2/models/:model/infer",method="POST",status="200"} 1',
      'waymark_http_requests_total{route="/v1/models/:model:predict",method="POST",status="400"} 1',
      'waymark_http_requests_total{route="unknown",method="GET",status="404"} 1',
      'waymark_predictions_total{model="tiny",version="1"} 4',
      'waymark_batch_rows_sum 4',
      'waymark_compute_duration_seconds_count 1',
      'waymark_queue_duration_seconds_count 1',
      'waymark_request_duration_seconds_count 3',
      'waymark_queue_rows{pool="shared"} 0',
      'waymark_worker_restarts_total{pool="shared"} 0',
      'waymark_prediction_log_dropped_total 0',
      `waymark_model_info{model="tiny",version="1",manifest_sha256="${status?.serving?.manifestSha256}"} 1`,
    ])
      expect(body).toContain(`${line}\n`);
  });

  it('refuses an address that is taken, in words', async () => {
    const { server, registry, home } = await startServer();
    const port = Number(new URL(server.address).port);
    const options = { registry, models: ['tiny'], sink: new JsonlPredictionSink(join(home, 'other')), port };
    await expect(createModelServer({ ...options, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'ADDRESS_UNAVAILABLE',
      kind: 'environment',
      message: expect.stringContaining(`port ${port} is in use`),
    });
  });

  it('says which model has no champion, and answers that it is not ready', async () => {
    const home = await temporaryFolder();
    const server = await createModelServer({
      registry: new FileModelRegistry(home),
      models: ['tiny'],
      sink: new JsonlPredictionSink(join(home, 'predictions')),
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
    });
    onTestFinished(() => server.close());
    await expect(server.ready()).rejects.toMatchObject({ code: 'CHAMPION_MISSING', kind: 'usage' });
    expect((await get(server, '/v2/health/live')).status).toBe(200);
    expect((await get(server, '/v2/health/ready')).status).toBe(503);
    const answer = await post(server, infer, openInferenceRequest(tinyRows));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
