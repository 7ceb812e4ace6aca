import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addPath } from '../http/add-path.js';
import { noteRefusals } from '../http/route-refusals.js';
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
      { method: 'GET', path: '/', refusals: [] },
      { method: 'POST', path: '/v1/models/{model}:predict', refusals: [] },
      { method: 'GET', path: '/v2/models/{model}/versions/{version}', refusals: [] },
      { method: 'POST', path: '/v2/models/{model}/versions/{version}', refusals: [] },
    ]);
  });

  it('lists what guards noted, in the order of the guards', () => {
    const app = fastify();
    app.addHook('onRoute', (route) => noteRefusals(route, [401, 403]));
    app.addHook('onRoute', (route) => noteRefusals(route, [429]));
    const routes = listRoutes(app);
    addPath(app, '/', { GET: async () => ({}) });
    expect(routes).toEqual([{ method: 'GET', path: '/', refusals: [401, 403, 429] }]);
  });
});
