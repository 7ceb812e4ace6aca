import { describe, expect, it } from 'vitest';
import { contractOf } from '../host/model-contract.js';
import { hostileSchema, hostileText } from '../testing/hostile-bundle.js';
import { openApiProblems, operationsOf } from '../testing/openapi-rules.js';
import { openInferenceRequest, tinyBundle, tinyRows } from '../testing/tiny-model.js';
import { type DocumentedModel, modelDocument, serverDocument } from './documents.js';
import { operations } from './operations/operation-of.js';

const { manifest: tiny } = await tinyBundle(1);

const routes = Object.keys(operations).map((route) => {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, refusals: [] };
});
const unknownRoute = { method: 'DELETE', path: '/v9/{thing}', refusals: [] };

function modelOf(schema = tiny.schema): DocumentedModel {
  const manifest = { ...tiny, schema, formatVersion: 1, files: {} };
  return {
    ...{ model: 'tiny', version: 3, manifest, contract: contractOf(manifest) },
    exampleRequest: openInferenceRequest(tinyRows),
  };
}

describe('serverDocument', () => {
  const document = serverDocument([...routes, unknownRoute], { version: '1.2.3', models: ['tiny', 'b'] });

  it('keeps the rules of OpenAPI', () => {
    expect(openApiProblems(document)).toEqual([]);
    expect(document.info).toEqual({
      title: 'Waymark model server',
      version: '1.2.3',
      description:
        'Each model has a document of its own, with its columns:\n- /v2/models/tiny/openapi.json\n- /v2/models/b/openapi.json',
    });
  });

  it('says of every path about readiness what each kind of server means by it', () => {
    for (const path of ['/v2/health/ready', '/ping', '/health'])
      expect(document.paths[path]?.get?.description).toMatch(
        /of projects is ready when each of its models .* a folder of ONNX files when any does/,
      );
  });

  it('tells what guards answer in place of a route, in the form of its errors', () => {
    const refusals = [401, 403, 429] as const;
    const guarded = [
      { method: 'GET', path: '/v2/models/{model}/config', refusals },
      { method: 'POST', path: '/invocations', refusals },
    ];
    const { paths } = serverDocument(guarded, { version: '1.2.3', models: [] });
    expect(paths['/v2/models/{model}/config']?.get?.responses).toMatchObject({
      401: { $ref: '#/components/responses/Error401' },
      403: { $ref: '#/components/responses/Error403' },
      429: { $ref: '#/components/responses/Error429' },
    });
    expect(paths['/invocations']?.post?.responses['401']).toEqual({
      $ref: '#/components/responses/MlflowError401',
    });
  });

  it('has every route, even one that nobody described', () => {
    expect(operationsOf({ ...document })).toHaveLength(routes.length + 1);
    expect(document.paths['/v9/{thing}']?.delete).toEqual({
      operationId: 'delete_v9_thing',
      tags: ['others'],
      summary: 'DELETE /v9/{thing}',
      parameters: [
        { name: 'thing', in: 'path', required: true, description: 'The thing', schema: { type: 'string' } },
      ],
      responses: {
        200: {
          description: 'The answer',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Any' } } },
        },
        default: { $ref: '#/components/responses/Error' },
      },
    });
  });
});

describe('modelDocument', () => {
  const document = modelDocument(routes, modelOf(), { maxRequestRows: 9 });

  it('keeps the rules of OpenAPI, and has the paths of this model, filled in', () => {
    expect(openApiProblems(document)).toEqual([]);
    expect(Object.keys(document.paths)).toEqual([
      '/v1/models/tiny:predict',
      '/v1/models/tiny:explain',
      '/v1/models/tiny',
      '/v1/models/tiny/versions/3',
      '/v1/models/tiny/labels/{label}',
      '/v1/models/tiny/metadata',
      '/v2/models/tiny/infer',
      '/v2/models/tiny',
      '/v2/models/tiny/config',
      '/v2/models/tiny/stats',
      '/v2/models/tiny/openapi.json',
      '/v2/repository/models/tiny/load',
      '/v2/repository/models/tiny/unload',
      '/v2/models/tiny/ready',
      '/v1/models/tiny/rollout',
    ]);
    expect(document.info).toEqual({
      title: 'tiny',
      version: '3',
      description: "Predicts bought: 'yes' when its probability is at least 0.5. Training data: four rows.",
    });
  });

  it('knows the columns: types, what may be missing, and categories as an open list', () => {
    expect(document.components.schemas.InstancesRequest).toEqual({
      type: 'object',
      required: ['instances'],
      properties: {
        instances: {
          type: 'array',
          minItems: 1,
          maxItems: 9,
          items: {
            type: 'object',
            required: ['age', 'income', 'city'],
            additionalProperties: false,
            properties: {
              age: { type: 'integer' },
              income: { type: ['number', 'null'] },
              city: { anyOf: [{ enum: ['Oslo', 'Rome'] }, { type: 'string' }] },
            },
          },
        },
      },
    });
  });

  it('has examples that can be sent', () => {
    const exampleOf = (path: string) =>
      document.paths[path]?.post?.requestBody?.content['application/json']?.example;
    expect(exampleOf('/v1/models/tiny:predict')).toEqual({
      instances: [{ age: 30, income: 80.5, city: 'Oslo' }],
    });
    expect(exampleOf('/v2/models/tiny/infer')).toEqual(openInferenceRequest(tinyRows.slice(0, 1)));
  });

  it('puts the version that serves in place of the parameter', () => {
    const route = { method: 'GET', path: '/v2/models/{model}/versions/{version}/ready', refusals: [] };
    const { paths } = modelDocument([route], modelOf(), { maxRequestRows: 9 });
    expect(paths['/v2/models/tiny/versions/3/ready']?.get).toMatchObject({
      operationId: 'get_v2_models_model_versions_version_ready',
      summary: 'Whether the model takes traffic',
    });
  });

  it('tells the headers of what scores rows, and of no other path', () => {
    const infer = document.paths['/v2/models/tiny/infer']?.post;
    const references = ['RequestTimeout', 'RequestId', 'RolloutKey'];
    expect(infer?.parameters).toEqual(
      references.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    );
    expect(infer?.responses['200']).toMatchObject({
      headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
    });
    expect(infer?.responses['429']).toEqual({ $ref: '#/components/responses/Error429' });
    expect(document.paths['/v2/models/tiny']?.get).not.toHaveProperty('parameters');
  });

  it('tells when to try again', () => {
    const { responses } = document.components;
    const withRetry = Object.entries(responses).filter(([, { headers }]) => headers?.['Retry-After']);
    expect(withRetry.map(([name]) => name)).toEqual([
      'Error429',
      'Error503',
      'MlflowError429',
      'MlflowError503',
    ]);
  });

  it('survives a hostile schema', () => {
    const hostile = modelDocument(routes, modelOf(hostileSchema), { maxRequestRows: 9 });
    const copy = JSON.parse(JSON.stringify(hostile));
    expect(openApiProblems(copy)).toEqual([]);
    const { properties } = copy.components.schemas.InstancesRequest.properties.instances.items;
    expect(Object.keys(properties)).toEqual([hostileText, '__proto__', `${hostileText}2`]);
  });
});
