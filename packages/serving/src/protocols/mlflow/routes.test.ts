import { describe, expect, it } from 'vitest';
import { get, post } from '../../testing/http-client.js';
import { startServer, startWithoutWaiting } from '../../testing/running-server.js';
import { tinyBundle, tinyRows } from '../../testing/tiny-model.js';

const records = { dataframe_records: tinyRows.slice(0, 2) };

function send(server: { readonly address: string }, body: BlobPart, type: string) {
  return fetch(`${server.address}/invocations`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Blob([body]),
  });
}

describe('mlflowRoutes', () => {
  it('answers as mlflow.pyfunc does, with the ids and the version beside', async () => {
    const { server } = await startServer();
    const { status, headers, body } = await post(server, '/invocations', records);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toEqual({
      predictions: {
        label: ['yes', 'yes'],
        probabilities: [
          [0.4737740755081177, 0.5262259244918823],
          [0.2497398853302002, 0.7502601146697998],
        ],
      },
      prediction_ids: [expect.stringMatching(/-0$/), expect.stringMatching(/-1$/)],
      model_version: '1',
    });
  });

  it('takes CSV in UTF-8 only', async () => {
    const { server } = await startServer();
    const csv = '\uFEFFage,income,city\r\n30,80.5,Oslo\r\n';
    const answer = await send(server, csv, 'text/csv; charset=utf-8');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ predictions: expect.objectContaining({ label: ['yes'] }) }),
    ]);
    const latin = await send(server, new Uint8Array([0x61, 0xe6]), 'text/csv');
    expect([latin.status, await latin.json()]).toEqual([
      400,
      { error_code: 'BAD_REQUEST', message: 'the CSV must be valid UTF-8' },
    ]);
    for (const type of ['text/csv; charset=latin1', 'application/vnd.apache.parquet']) {
      const refused = await send(server, csv, type);
      expect([refused.status, await refused.json()]).toEqual([
        415,
        { error_code: 'BAD_REQUEST', message: expect.stringContaining("'application/json' or 'text/csv'") },
      ]);
    }
  });

  it('answers errors as MLflow does, without what was sent', async () => {
    const { server } = await startServer();
    const answer = await post(server, '/invocations', { dataframe_records: [{ age: 'secret' }] });
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'BAD_REQUEST' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
    expect(await post(server, '/invocations', '{')).toMatchObject({
      status: 400,
      body: { error_code: 'BAD_REQUEST', message: expect.stringContaining('JSON') },
    });
    expect(await get(server, '/invocations')).toMatchObject({
      status: 405,
      body: { error_code: 'BAD_REQUEST' },
    });
    expect((await get(server, '/nothing')).body).toEqual({ error: expect.any(String) });
    const bad = { dataframe_records: [{ age: 1000, income: 1, city: 'Oslo' }] };
    expect(await post(server, '/invocations', bad)).toMatchObject({
      status: 500,
      body: {
        error_code: 'INTERNAL_ERROR',
        message: expect.stringContaining('the server logged the reason'),
      },
    });
  });

  it('tells health by the status, and its own version', async () => {
    const { server } = await startServer();
    expect(await get(server, '/ping')).toMatchObject({ status: 200, body: '\n' });
    expect(await get(server, '/health')).toMatchObject({ status: 200, body: '\n' });
    expect(await get(server, '/version')).toMatchObject({ status: 200, body: '0.1.0' });
    const { server: empty } = await startWithoutWaiting({ server: { models: ['nosuch'] } });
    expect((await get(empty, '/ping')).status).toBe(503);
    expect(await post(empty, '/invocations', records)).toMatchObject({
      status: 503,
      body: { error_code: 'TEMPORARILY_UNAVAILABLE' },
    });
  });

  it('needs to know which of several models is meant', async () => {
    const { manifest, ...bundle } = await tinyBundle(2);
    const bundles = [await tinyBundle(1), { ...bundle, manifest: { ...manifest, name: 'other' } }];
    const models = ['tiny', 'other'];
    const { server: undecided } = await startServer({ bundles, server: { models } });
    expect(await post(undecided, '/invocations', records)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('has 2: tiny, other; set WAYMARK_DEFAULT_MODEL') },
    });
    const { server } = await startServer({ bundles, server: { models, defaultModel: 'other' } });
    expect((await post(server, '/invocations', records)).body).toMatchObject({
      predictions: {
        probabilities: [
          [expect.any(Number), 0.8327159881591797],
          [expect.any(Number), 0.9308615922927856],
        ],
      },
    });
  });
});
