import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addPath } from '../http/add-path.js';
import { listRoutes } from './listed-routes.js';

describe('listRoutes', () => {
  it('lists methods and paths as OpenAPI writes them', () => {
    const app = fastify();
    const routes = listRoutes(app);
    const handler = async () => ({});
    addPath(app, '/', { GET: handler });
    addPath(app, '/v1/models/:model(^[^:/]+)::predict', { POST: handler });
    addPath(app, '/v2/models/:model/versions/:version', { GET: handler, POST: handler });
    expect(routes).toEqual([
      { method: 'GET', path: '/' },
      { method: 'POST', path: '/v1/models/{model}:predict' },
      { method: 'GET', path: '/v2/models/{model}/versions/{version}' },
      { method: 'POST', path: '/v2/models/{model}/versions/{version}' },
    ]);
  });
});
