import { describe, expect, it } from 'vitest';
import { get, post } from '../../testing/http-client.js';
import { startServer } from '../../testing/running-server.js';
import { promoteBundle, tinyBundle, tinyRows } from '../../testing/tiny-model.js';

const available = { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } };
const instances = tinyRows.slice(0, 1);
const inputs = { age: [30, 60], income: [80.5, null], city: ['Oslo', ''] };

describe('tensorflowServingRoutes', () => {
  it('answers columns with the outputs in columns', async () => {
    const { server } = await startServer();
    const { status, headers, body } = await post(server, '/v1/models/tiny:predict', { inputs });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toEqual({
      outputs: {
        label: ['yes', 'yes'],
        probabilities: [
          [0.4737740755081177, 0.5262259244918823],
          [0.2497398853302002, 0.7502601146697998],
        ],
      },
      prediction_ids: [expect.stringMatching(/^[0-9a-f]{12}-0$/), expect.stringMatching(/-1$/)],
      model_version: '1',
    });
  });

  it('predicts by version and by label', async () => {
    const { server } = await startServer();
    for (const path of ['/v1/models/tiny/versions/1', '/v1/models/tiny/labels/champion'])
      expect(await post(server, `${path}:predict`, { instances })).toMatchObject({
        status: 200,
        body: { predictions: [{ label: 'yes', probability: 0.5262259244918823 }], model_version: '1' },
      });
  });

  it('tells the state of a model to clients of TensorFlow Serving and of KServe in one answer', async () => {
    const { server } = await startServer();
    expect((await get(server, '/v1/models/tiny')).body).toMatchObject({
      name: 'tiny',
      ready: true,
      model_version_status: [available],
    });
    for (const path of ['versions/1', 'labels/champion'])
      expect((await get(server, `/v1/models/tiny/${path}`)).body).toEqual({
        model_version_status: [available],
      });
  });

  it('tells the state of a champion that was refused', async () => {
    const { server, registry, home } = await startServer();
    await promoteBundle(registry, home, await tinyBundle(2, { model: new Uint8Array([1, 2, 3]) }));
    await expect
      .poll(async () => (await get(server, '/v1/models/tiny')).body)
      .toMatchObject({
        version: '1',
        model_version_status: [
          available,
          {
            version: '2',
            state: 'END',
            status: { error_code: 'FAILED_PRECONDITION', error_message: expect.stringContaining('refused') },
          },
        ],
      });
  });

  it('tells the signature of a model', async () => {
    const { server } = await startServer();
    const tensor = (name: string, dtype: string, ...sizes: readonly string[]) => ({
      dtype,
      tensor_shape: { dim: sizes.map((size) => ({ size, name: '' })), unknown_rank: false },
      name,
    });
    expect((await get(server, '/v1/models/tiny/versions/1/metadata')).body).toEqual({
      model_spec: { name: 'tiny', signature_name: '', version: '1' },
      metadata: {
        signature_def: {
          signature_def: {
            serving_default: {
              inputs: {
                age: tensor('age', 'DT_INT64', '-1'),
                income: tensor('income', 'DT_DOUBLE', '-1'),
                city: tensor('city', 'DT_STRING', '-1'),
              },
              outputs: {
                label: tensor('label', 'DT_STRING', '-1'),
                probabilities: tensor('probabilities', 'DT_FLOAT', '-1', '2'),
              },
              method_name: 'tensorflow/serving/predict',
            },
          },
        },
      },
    });
  });

  it('refuses what it does not have, each with its status', async () => {
    const { server } = await startServer();
    const refusals: readonly (readonly [string, number, RegExp])[] = [
      ['/v1/models/nosuch:predict', 404, /^Request for unknown model: none of that name/],
      ['/v1/models/nosuch/labels/champion:predict', 404, /^Request for unknown model: none of that name/],
      ['/v1/models/tiny/versions/2:predict', 404, /version of 'tiny' is not served; version 1 is/],
      ['/v1/models/tiny/labels/canary:predict', 404, /^the label of 'tiny' must be champion/],
      ['/v1/models/tiny:explain', 501, /has no explainer/],
      ['/v1/models/tiny/metadata', 405, /takes GET, HEAD only/],
    ];
    for (const [path, status, message] of refusals) {
      const answer = await post(server, path, { instances });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.body).toEqual({ error: expect.stringMatching(message) });
    }
  });

  it('takes JSON of no declared type, and says what to add where another is declared', async () => {
    const { server } = await startServer();
    const send = (headers: Readonly<Record<string, string>>) =>
      fetch(`${server.address}/v1/models/tiny:predict`, {
        ...{ method: 'POST', headers },
        // Of bytes fetch says no type.
        body: Buffer.from(JSON.stringify({ instances })),
      });
    expect(await (await send({})).json()).toMatchObject({
      predictions: [{ probability: 0.5262259244918823 }],
    });
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const response = await send({ 'content-type': type });
      expect([response.status, await response.json()]).toEqual([
        415,
        { error: expect.stringContaining("-H 'Content-Type: application/json'") },
      ]);
    }
  });

  it('counts each path under its pattern', async () => {
    const { server } = await startServer();
    await post(server, '/v1/models/tiny/labels/champion:predict', { instances });
    expect((await get(server, '/metrics')).body).toContain(
      'waymark_http_requests_total{route="/v1/models/:model/labels/:label:predict",method="POST",status="200"} 1\n',
    );
  });
});
