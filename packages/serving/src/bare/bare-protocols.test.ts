import { describe, expect, it } from 'vitest';
import { serveBare } from '../testing/bare-models.js';
import { get, post, postCsv } from '../testing/http-client.js';
import { openApiProblems } from '../testing/openapi-rules.js';

describe('barePredictHandler', () => {
  it('answers rows by row and tensors whole, with values alone where there is one output', async () => {
    const server = await serveBare({ 'double.onnx': 'double', 'sum.onnx': 'sum' });
    const predict = async (model: string, body: unknown) =>
      (await post(server, `/v1/models/${model}:predict`, body)).body;
    expect(await predict('double', { instances: [[1, 2, 3], { x: [4, 5, 6] }] })).toEqual({
      predictions: [
        [2, 4, 6],
        [8, 10, 12],
      ],
      model_version: '1',
    });
    expect(await predict('double', { inputs: [[1, 2, 3]] })).toEqual({
      outputs: [[2, 4, 6]],
      model_version: '1',
    });
    const image = [
      [
        [1, 2],
        [3, 4],
      ],
    ];
    expect(await predict('sum', { inputs: { image } })).toEqual({
      outputs: { total: 10, half: image },
      model_version: '1',
    });
    expect(await predict('sum', { instances: image })).toMatchObject({
      error: 'this model takes whole tensors and no rows: send inputs in place of instances',
    });
  });

  it('takes rows of columns, and tells what is wrong with each', async () => {
    const server = await serveBare({ 'tiny.onnx': 'tiny' });
    const predict = (instances: unknown) => post(server, '/v1/models/tiny:predict', { instances });
    const row = { age: 30, income: 80.5, city: 'Oslo' };
    expect((await predict([row])).body).toMatchObject({
      predictions: [{ label: 'yes', probabilities: [expect.closeTo(0.4738, 4), expect.closeTo(0.5262, 4)] }],
    });
    expect(
      await predict([
        { age: 30, income: 1 },
        { ...row, shoe: 44 },
      ]),
    ).toMatchObject({
      status: 400,
      body: {
        error: '2 problems: row 0: city is missing; row 1 has a key that is none of age, income, city',
      },
    });
    expect((await predict([{ ...row, age: 'x' }])).body).toMatchObject({
      error: expect.stringContaining('input age must have a whole number'),
    });
  });

  it('tells state and signature of every version', async () => {
    const server = await serveBare({
      'scale/1/model.onnx': 'double',
      'scale/4/model.onnx': 'triple',
      'scale/5/model.onnx': '=no model',
      'scale/config.pbtxt': '=version_policy: { specific: { versions: [1, 4, 5] } }',
    });
    expect((await get(server, '/v1/models/scale')).body).toMatchObject({
      ...{ name: 'scale', ready: true, version: '4' },
      model_version_status: [
        { version: '1', state: 'AVAILABLE' },
        { version: '4', state: 'AVAILABLE' },
        { version: '5', state: 'END', status: { error_code: 'FAILED_PRECONDITION' } },
      ],
    });
    expect((await get(server, '/v1/models/scale/versions/1/metadata')).body).toMatchObject({
      metadata: {
        signature_def: {
          signature_def: {
            serving_default: {
              inputs: { x: { dtype: 'DT_FLOAT', tensor_shape: { dim: [{ size: '-1' }, { size: '3' }] } } },
            },
          },
        },
      },
    });
  });
});

describe('cloudRoutes', () => {
  const instances = [[1, 2, 3]];
  const predictRoute = '/v1/endpoints/12:predict';

  it('answers SageMaker, Vertex AI and Azure ML for the only model', async () => {
    const vertexAi = { healthRoute: '/alive', predictRoute };
    const clouds = { azureMl: true, vertexAi, sageMakerMultiModel: true };
    const server = await serveBare({ 'double.onnx': 'double' }, { clouds });
    const y = [[2, 4, 6]];
    expect((await get(server, '/ping')).status).toBe(200);
    expect((await get(server, '/alive')).body).toEqual({ ready: true });
    expect((await post(server, predictRoute, { instances })).body).toEqual({ predictions: y });
    for (const body of [{ input_data: instances }, { input_data: { columns: [0, 1, 2], data: instances } }])
      expect((await post(server, '/score', body)).body).toMatchObject({ predictions: { y } });
    expect((await postCsv(server, '/score', 'a,b,c\n1,2,3')).body).toMatchObject({ predictions: { y } });
    const entry = { modelName: 'double', modelUrl: 'models:/double/1' };
    expect((await get(server, '/models')).body).toEqual({ models: [entry] });
    expect((await post(server, '/models/double/invoke', { instances })).body).toMatchObject({
      predictions: { y },
    });
    expect((await get(server, '/models/double', 'DELETE')).status).toBe(200);
    expect((await post(server, '/models/double/invoke', { instances })).status).toBe(404);
    expect((await post(server, '/models', { model_name: 'double' })).status).toBe(200);
    expect((await post(server, '/models/double/invoke', { instances })).status).toBe(200);
  });

  it('takes the model that was chosen among several', async () => {
    const vertexAi = { healthRoute: '/alive', predictRoute };
    const folder = { 'a.onnx': 'double', 'b.onnx': 'triple' } as const;
    const server = await serveBare(folder, { clouds: { vertexAi }, defaultModel: 'b' });
    expect((await post(server, predictRoute, { instances })).body).toEqual({ predictions: [[3, 6, 9]] });
    const open = await serveBare(folder, { clouds: { vertexAi } });
    expect(await post(open, predictRoute, { instances })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('WAYMARK_DEFAULT_MODEL') },
    });
  });
});

describe('barePageRoutes', () => {
  it('lists every model with its tensors and a line to paste, and those that are refused', async () => {
    const server = await serveBare({ 'double.onnx': 'double', 'broken.onnx': '=no model' });
    const page = await (await fetch(server.address, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('Takes x FP32 [?, 3]. Gives y FP32 [?, 3].');
    expect(page).toContain(`${server.address}/v2/models/double/infer`);
    expect(page).toContain('<p class="refused">its ONNX file must hold a whole ONNX model');
    expect((await get(server, '/')).body).toMatchObject({ models: ['broken', 'double'] });
    const document = (await get(server, '/openapi.json')).body;
    expect(openApiProblems(document)).toEqual([]);
  });

  it('counts what was scored among the metrics', async () => {
    const server = await serveBare({ 'double.onnx': 'double' });
    await post(server, '/v1/models/double:predict', {
      instances: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    const { body } = await get(server, '/metrics');
    expect(body).toContain('waymark_predictions_total{model="double",version="1"} 2\n');
    expect(body).toMatch(
      /waymark_model_info\{model="double",version="1",manifest_sha256="[0-9a-f]{64}"\} 1\n/,
    );
  });
});
