import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import { startServer } from './testing/running-server.js';
import { openInferenceRequest, tinyProbabilities, tinyRows } from './testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const predict = '/v1/models/tiny:predict';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));

describe('a server that gets valid requests', () => {
  it('speaks the Open Inference Protocol', async () => {
    const { server } = await startServer();
    expect((await get(server, '/v2')).body).toEqual({
      name: 'waymark',
      version: '0.1.0',
      extensions: [
        'binary_tensor_data',
        'classification',
        'model_configuration',
        'model_repository',
        'schedule_policy',
        'statistics',
      ],
    });
    expect(await get(server, '/v2/health/live?x=1')).toMatchObject({ status: 200, body: { live: true } });
    expect(await get(server, '/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
    expect((await get(server, '/v2/models/tiny')).body).toEqual({
      name: 'tiny',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [
        { name: 'age', datatype: 'INT64', shape: [-1, 1] },
        { name: 'income', datatype: 'FP64', shape: [-1, 1] },
        { name: 'city', datatype: 'BYTES', shape: [-1, 1] },
      ],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
      ],
    });
    expect((await get(server, '/v2/models/tiny/versions/1/ready')).body).toEqual({
      name: 'tiny',
      ready: true,
    });
  });

  it('infers several rows, and answers with ids, the version and the outputs', async () => {
    const { server } = await startServer();
    const { status, body } = await post(server, infer, { ...openInferenceRequest(tinyRows), id: 'mine' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model_name: 'tiny',
      model_version: '1',
      id: 'mine',
      parameters: { prediction_ids: expect.stringMatching(/^[0-9a-f]{12}-0,\w+-1,\w+-2,\w+-3$/) },
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [4], data: ['yes', 'yes', 'no', 'yes'] },
        { name: 'probabilities', datatype: 'FP32', shape: [4, 2] },
      ],
    });
    const [, probabilities] = (body as { outputs: { data: number[] }[] }).outputs;
    expect(probabilities?.data.filter((_, i) => i % 2 === 1)).toEqual(tinyProbabilities[1]);
  });

  it('answers with the outputs that were asked for, and without an id when none came', async () => {
    const { server } = await startServer();
    const { body } = await post(server, '/v2/models/tiny/versions/1/infer', {
      ...oneRow,
      outputs: [{ name: 'label' }],
    });
    expect(body).toMatchObject({ outputs: [{ name: 'label', shape: [1], data: ['yes'] }] });
    expect(body).not.toHaveProperty('id');
  });

  it('predicts rows as objects', async () => {
    const { server } = await startServer();
    const { status, body } = await post(server, predict, { instances: tinyRows.slice(0, 2) });
    expect(status).toBe(200);
    expect(body).toEqual({
      model_version: '1',
      predictions: [
        {
          id: expect.stringMatching(/^[0-9a-f]{12}-0$/),
          label: 'yes',
          probability: 0.5262259244918823,
          probabilities: { no: 0.4737740755081177, yes: 0.5262259244918823 },
        },
        expect.objectContaining({ probability: 0.7502601146697998 }),
      ],
    });
  });
});
