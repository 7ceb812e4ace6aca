import { describe, expect, it } from 'vitest';
import { type Answer, get, post } from '../../testing/http-client.js';
import { startServer } from '../../testing/running-server.js';
import { tinyRows } from '../../testing/tiny-model.js';

const instances = tinyRows.slice(0, 1);
const prediction = { label: ['yes'], probabilities: [[0.4737740755081177, 0.5262259244918823]] };
const columns = ['age', 'income', 'city'];
const vertexAi = {
  healthRoute: '/v1/endpoints/12/deployedModels/34',
  predictRoute: '/v1/endpoints/12/deployedModels/34:predict',
};

async function load(server: { readonly address: string }, name: unknown, target = ''): Promise<Answer> {
  const response = await fetch(`${server.address}/models`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-amzn-sagemaker-target-model': target },
    body: JSON.stringify({ model_name: name, url: '/opt/ml/models/x/model' }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('cloudRoutes', () => {
  it('has no path of a cloud unless it is asked for', async () => {
    const { server } = await startServer();
    for (const path of ['/models', '/models/tiny/invoke', '/score', vertexAi.predictRoute])
      expect([path, (await post(server, path, { instances })).status]).toEqual([path, 404]);
  });

  it('scores for Azure ML in its own form and in those of MLflow', async () => {
    const { server } = await startServer({ server: { clouds: { azureMl: true } } });
    for (const body of [
      { input_data: { columns, index: [0], data: [[30, 80.5, 'Oslo']] } },
      { input_data: { age: [30], income: [80.5], city: ['Oslo'] } },
      { input_data: [[30, 80.5, 'Oslo']], params: {} },
      { dataframe_records: instances },
    ])
      expect(await post(server, '/score', body)).toMatchObject({
        status: 200,
        body: { predictions: prediction },
      });
    expect(await post(server, '/score', { input_data: [] })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('at least one row') },
    });
  });

  it('answers Vertex AI at the routes that it names', async () => {
    const { server } = await startServer({ server: { clouds: { vertexAi } } });
    expect(await get(server, vertexAi.healthRoute)).toMatchObject({ status: 200, body: { ready: true } });
    expect(await post(server, vertexAi.predictRoute, { instances, parameters: {} })).toMatchObject({
      status: 200,
      body: {
        predictions: [
          {
            id: expect.stringMatching(/-0$/),
            label: 'yes',
            probability: 0.5262259244918823,
            probabilities: { no: 0.4737740755081177, yes: 0.5262259244918823 },
          },
        ],
      },
    });
    expect(await post(server, vertexAi.predictRoute, { instances, parameters: { top: 1 } })).toMatchObject({
      status: 400,
      body: { error: 'parameters must be empty or left out: the model takes no parameters' },
    });
    expect((await post(server, vertexAi.predictRoute, {})).status).toBe(400);
  });

  it('lets Vertex AI ask a path for health that is there anyway', async () => {
    const routes = { healthRoute: '/ping', predictRoute: '/predict' };
    const { server } = await startServer({ server: { clouds: { vertexAi: routes } } });
    expect((await get(server, '/ping')).status).toBe(200);
    expect((await post(server, '/predict', { instances })).status).toBe(200);
  });

  it('keeps SageMaker’s contract for the endpoints of several models', async () => {
    const { server } = await startServer({ server: { clouds: { sageMakerMultiModel: true } } });
    const entry = { modelName: 'tiny', modelUrl: 'models:/tiny/1' };
    expect((await get(server, '/models')).body).toEqual({ models: [entry] });
    expect((await get(server, '/models/tiny')).body).toEqual(entry);
    expect(await post(server, '/models/tiny/invoke', { instances })).toMatchObject({
      status: 200,
      body: { predictions: prediction },
    });
    expect((await load(server, 'tiny')).status).toBe(409);
    expect((await get(server, '/models/tiny', 'DELETE')).status).toBe(200);
    expect((await get(server, '/models')).body).toEqual({ models: [] });
    expect((await get(server, '/models/tiny')).status).toBe(404);
    expect((await post(server, '/models/tiny/invoke', { instances })).status).toBe(404);
    expect((await load(server, 'tiny')).status).toBe(200);
    expect((await post(server, '/models/tiny/invoke', { instances })).status).toBe(200);
  });

  it('keeps the name that SageMaker made up for the model that a client named', async () => {
    const { server } = await startServer({ server: { clouds: { sageMakerMultiModel: true } } });
    expect((await load(server, 'f00d', '/tiny.tar.gz')).status).toBe(200);
    expect((await load(server, 'f00d', '/tiny.tar.gz')).status).toBe(409);
    expect((await get(server, '/models/f00d')).body).toEqual({
      modelName: 'f00d',
      modelUrl: 'models:/tiny/1',
    });
    expect((await post(server, '/models/f00d/invoke', { instances })).status).toBe(200);
    expect((await post(server, '/models/tiny/invoke', { instances })).status).toBe(404);
    expect((await get(server, '/models/f00d', 'DELETE')).status).toBe(200);
    expect((await get(server, '/models/f00d')).status).toBe(404);
    expect((await load(server, 'beef', 'nosuch.tar.gz')).status).toBe(400);
    expect((await load(server, 7)).body).toEqual({ error: expect.stringContaining('"model_name": text') });
  });
});
