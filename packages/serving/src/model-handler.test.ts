import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
import { createModelHandler, type ModelHandler } from './model-handler.js';
import type { ServerPartsOptions } from './server-options.js';
import { readAll } from './testing/log-records.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import {
  openInferenceRequest,
  registryWith,
  tinyBundle,
  tinyLabels,
  tinyRows,
} from './testing/tiny-model.js';

async function start(options: Partial<ServerPartsOptions> = {}) {
  const home = await temporaryFolder();
  const logFolder = join(home, 'predictions');
  const handler = await createModelHandler({
    registry: await registryWith(home, await tinyBundle(1)),
    models: ['tiny'],
    sink: new JsonlPredictionSink(logFolder),
    engine: 'inline',
    logLevel: 'silent',
    ...options,
  });
  onTestFinished(() => handler.close());
  return { handler, logFolder };
}

const infer = (handler: ModelHandler, body: string | Buffer, headers = {}) =>
  handler.handle({
    method: 'POST',
    url: '/v2/models/tiny/infer',
    // A length that a platform got wrong by decoding the body.
    headers: { 'content-type': 'application/json', 'content-length': '3', ...headers },
    body,
  });

describe('createModelHandler', () => {
  it('answers and logs as the server does', async () => {
    const { handler, logFolder } = await start();
    const request = Buffer.from(JSON.stringify(openInferenceRequest(tinyRows)));
    const { status, headers, body } = await infer(handler, request);
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers).not.toHaveProperty('connection');
    expect(JSON.parse(body.toString()).outputs[0].data).toEqual(tinyLabels[1]);
    const ready = await handler.handle({ method: 'GET', url: '/v2/health/ready', headers: {} });
    expect(ready.status).toBe(200);
    await handler.close();
    expect(await readAll(logFolder)).toHaveLength(4);
  });

  it('answers errors in the server’s words', async () => {
    const { handler } = await start();
    const { status, body } = await infer(handler, '{');
    expect([status, JSON.parse(body.toString())]).toEqual([400, { error: expect.stringContaining('JSON') }]);
    const trace = await handler.handle({ method: 'TRACE', url: '/no/such/path', headers: {} });
    expect(trace.status).toBe(404);
  });

  it('takes paths as they stand, as the server does: what a parser of URLs makes of them is not asked for', async () => {
    const { handler } = await start();
    for (const url of [
      ...['/v2/../metrics', '/v2/%2e%2E/metrics', '/./metrics', '/v2\\..\\metrics', '/v2/.\t./metrics', ''],
      ...['metrics', 'http://other.example/metrics', 'http://[/', '/metrics\0', '/metrics ', '/metrics#'],
    ]) {
      const { status, body } = await handler.handle({ method: 'GET', url, headers: {} });
      expect([url, status, body.toString()]).toEqual([
        url,
        404,
        expect.stringContaining('nothing at this path'),
      ]);
    }
    const dots = '/v2/models/a..b?x=/../';
    expect((await handler.handle({ method: 'GET', url: dots, headers: {} })).body.toString()).toContain(
      'unknown model',
    );
  });

  it('answers 404 to what is no method', async () => {
    const { handler } = await start();
    for (const method of ['FOO', 'get', '__proto__', ''])
      expect((await handler.handle({ method, url: '/v2', headers: {} })).status).toBe(404);
  });

  it('throws when no model can answer', async () => {
    await expect(start({ models: ['other'] })).rejects.toMatchObject({ code: 'CHAMPION_MISSING' });
  });
});
