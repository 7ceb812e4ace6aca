import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { createApiKey } from '../security/api-key.js';
import type { SecurityOptions } from '../security/security-options.js';
import { get, post } from '../testing/http-client.js';
import { openApiProblems } from '../testing/openapi-rules.js';
import { startServer, startWithoutWaiting } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';
import type { OpenApiDocument } from './openapi-document.js';

/** What Fastify's validator says of a body, held against a schema of the document. */
async function judge(document: OpenApiDocument, schema: string, body: unknown): Promise<string> {
  const customOptions = { coerceTypes: false, removeAdditional: false, strict: false } as const;
  const app = fastify({ ajv: { customOptions } });
  const { components } = document;
  app.post(
    '/',
    { schema: { body: { components, $ref: `#/components/schemas/${schema}` } } },
    async () => ({}),
  );
  const answer = await app.inject({ method: 'POST', url: '/', payload: JSON.parse(JSON.stringify(body)) });
  return answer.statusCode === 200 ? 'valid' : answer.json().message;
}

/** Those of guards, of the answers that the document tells. */
function refusalsIn({ paths }: OpenApiDocument, path: string, method: string): readonly string[] {
  const told = Object.keys(paths[path]?.[method]?.responses ?? { missing: true });
  return told.filter((status) => ['401', '403', '429', 'missing'].includes(status));
}

describe('openApiRoutes', () => {
  it('answers valid documents, of the server and of each model', async () => {
    const { server } = await startServer();
    for (const path of ['/openapi.json', '/v2/models/tiny/openapi.json']) {
      const { status, body } = await get(server, path);
      expect([status, openApiProblems(body)]).toEqual([200, []]);
    }
  });

  it('has a summary of every path that is not made up by a cloud', async () => {
    const { server } = await startServer({
      server: { clouds: { sageMakerMultiModel: true, azureMl: true } },
    });
    const { paths } = (await get(server, '/openapi.json')).body as OpenApiDocument;
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { summary }]) => ({
        route: `${method.toUpperCase()} ${path}`,
        summary,
      })),
    );
    expect(operations.length).toBeGreaterThan(40);
    // What is missing here goes into a file of openapi/operations.
    expect(operations.filter(({ route, summary }) => route === summary)).toEqual([]);
  });

  it('tells what keys, limits and the guard against pages answer, where this server has them', async () => {
    const apiKeysFile = join(await temporaryFolder(), 'keys.json');
    const { key, entry } = createApiKey('scorer', ['infer']);
    await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys: [entry] }));
    const rateLimit = { maxRequests: 1_000, windowMs: 60_000 };
    const clouds = { sageMakerMultiModel: true };
    const rollout = { folder: await temporaryFolder() };
    const documentWith = async (security: SecurityOptions): Promise<OpenApiDocument> => {
      const { server } = await startServer({ server: { security, clouds, rollout } });
      const answer = await fetch(`${server.address}/openapi.json`, { headers: { 'x-api-key': key } });
      // The server's own type of what it answers.
      return (await answer.json()) as OpenApiDocument;
    };
    const open = await documentWith({});
    const locked = await documentWith({ apiKeysFile, rateLimit });
    for (const document of [open, locked]) expect(openApiProblems(document)).toEqual([]);
    for (const [method, path] of [
      ['post', '/v2/repository/models/{model}/load'],
      ['post', '/v2/repository/models/{model}/unload'],
      ['put', '/v1/models/{model}/rollout'],
      ['post', '/v1/models/{model}/rollout'],
      ['delete', '/v1/models/{model}/rollout'],
      ['post', '/models'],
      ['delete', '/models/{name}'],
    ] as const)
      expect([method, path, refusalsIn(open, path, method), refusalsIn(locked, path, method)]).toEqual([
        ...[method, path, ['403'], ['401', '403', '429']],
      ]);
    expect(refusalsIn(open, '/v2/models/{model}', 'get')).toEqual([]);
    expect(refusalsIn(locked, '/v2/models/{model}', 'get')).toEqual(['401', '403', '429']);
    for (const path of ['/v2/health/live', '/ping']) expect(refusalsIn(locked, path, 'get')).toEqual([]);
  });

  it('describes what the server really takes and answers', async () => {
    const { server } = await startServer();
    const document = (await get(server, '/v2/models/tiny/openapi.json')).body as OpenApiDocument;
    const predicted = (await post(server, '/v1/models/tiny:predict', { instances: tinyRows })).body;
    const [prediction] = (predicted as { predictions: { id: string }[] }).predictions;
    const request = openInferenceRequest(tinyRows);
    const feedback = {
      labels: [
        { id: prediction?.id, label: 'yes' },
        { id: 'x', label: 'yes' },
      ],
    };
    const bodies: readonly (readonly [string, unknown])[] = [
      ['InstancesRequest', { instances: tinyRows }],
      ['PredictionsResponse', predicted],
      ['InferRequest', { ...request, id: 'a', outputs: [{ name: 'label' }] }],
      ['InferResponse', (await post(server, '/v2/models/tiny/infer', request)).body],
      ['FeedbackRequest', feedback],
      ['FeedbackResponse', (await post(server, '/v1/feedback', feedback)).body],
      ['ModelList', (await get(server, '/v1/models')).body],
      ['ModelStatus', (await get(server, '/v1/models/tiny')).body],
      ['VersionStatus', (await get(server, '/v1/models/tiny/labels/champion')).body],
      ['ModelMetadata', (await get(server, '/v2/models/tiny')).body],
      ['ModelReady', (await get(server, '/v2/models/tiny/ready')).body],
      ['ServerMetadata', (await get(server, '/v2')).body],
      ['Live', (await get(server, '/v2/health/live')).body],
      ['Ready', (await get(server, '/v2/health/ready')).body],
      ['Index', (await get(server, '/')).body],
      ['Statistics', (await get(server, '/v2/models/stats')).body],
      ['RepositoryIndex', (await post(server, '/v2/repository/index', {})).body],
      ['Invocation', { dataframe_records: tinyRows }],
      ['InvocationResponse', (await post(server, '/invocations', { instances: tinyRows })).body],
      ['OpenApi', document],
      ['MlflowError', (await post(server, '/invocations', {})).body],
      ['Error', (await get(server, '/nothing')).body],
    ];
    for (const [schema, body] of bodies)
      expect([schema, await judge(document, schema, body)]).toEqual([schema, 'valid']);
  });

  it('names headers that the server really reads and sends', async () => {
    const { server } = await startServer();
    const { components } = (await get(server, '/v2/models/tiny/openapi.json')).body as OpenApiDocument;
    const { RequestTimeout: timeout, RequestId: id } = components.parameters;
    const inferWith = (headers: Readonly<Record<string, string>>) =>
      fetch(`${server.address}/v2/models/tiny/infer`, {
        ...{ method: 'POST', body: JSON.stringify(openInferenceRequest(tinyRows)) },
        headers: { 'content-type': 'application/json', ...headers },
      });
    const named = await inferWith({ [id?.name ?? '']: 'seven', [timeout?.name ?? '']: '600000' });
    expect([named.status, named.headers.get('X-Request-Id')]).toEqual([200, 'seven']);
    const beyond = Number(timeout?.schema.maximum) + 1;
    expect((await inferWith({ [timeout?.name ?? '']: String(beyond) })).status).toBe(400);
  });

  it('does not describe what the server refuses', async () => {
    const { server } = await startServer();
    const document = (await get(server, '/v2/models/tiny/openapi.json')).body as OpenApiDocument;
    const row = { age: 1, income: 1, city: 'Oslo' };
    const refused = [
      { instances: [] },
      { instances: [{ ...row, age: 1.5 }] },
      { instances: [{ ...row, age: null }] },
      { instances: [{ ...row, town: 'Oslo' }] },
      { instances: [{ age: 1, city: 'Oslo' }] },
    ];
    for (const body of refused) {
      expect((await post(server, '/v1/models/tiny:predict', body)).status).toBe(400);
      expect(await judge(document, 'InstancesRequest', body)).not.toBe('valid');
    }
    // An open list: a category that training never saw is scored as unknown.
    const unseen = { instances: [{ ...row, city: 'Paris' }] };
    expect((await post(server, '/v1/models/tiny:predict', unseen)).status).toBe(200);
    expect(await judge(document, 'InstancesRequest', unseen)).toBe('valid');
  });

  it('takes the examples of its documents', async () => {
    const { server } = await startServer();
    const { paths } = (await get(server, '/v2/models/tiny/openapi.json')).body as OpenApiDocument;
    const examples = Object.entries(paths).flatMap(([path, { post: operation }]) => {
      const example = operation?.requestBody?.content['application/json']?.example;
      return example === undefined ? [] : [{ path, example }];
    });
    expect(examples.length).toBeGreaterThanOrEqual(3);
    // A label is left to fill in.
    for (const { path, example } of examples.filter((entry) => !entry.path.includes('{')))
      expect([path, (await post(server, path, example)).status]).toEqual([path, 200]);
  });

  it('answers 404 for a model that is not here, and 503 for one that is not ready', async () => {
    const { server } = await startWithoutWaiting({ server: { models: ['other'] } });
    expect((await get(server, '/v2/models/nosuch/openapi.json')).status).toBe(404);
    expect((await get(server, '/v2/models/other/openapi.json')).status).toBe(503);
    expect(openApiProblems((await get(server, '/openapi.json')).body)).toEqual([]);
  });
});
