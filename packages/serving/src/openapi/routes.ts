/** `GET /openapi.json` and `GET /v2/models/:model/openapi.json`, made when they are asked for. */

import type { FastifyInstance } from 'fastify';
import type { ModelHosts } from '../host/model-hosts.js';
import { addPath } from '../http/add-path.js';
import { modelDocument, serverDocument } from './documents.js';
import { listRoutes } from './listed-routes.js';

export interface OpenApiOptions {
  readonly hosts: ModelHosts;
  readonly limits: { readonly maxRequestRows: number };
  readonly serverVersion: string;
}

/** To be called before all other routes: those that were added earlier are not in the documents. */
export function openApiRoutes(app: FastifyInstance, { hosts, limits, serverVersion }: OpenApiOptions): void {
  const routes = listRoutes(app);
  addPath(app, '/openapi.json', {
    GET: async () => serverDocument(routes, { version: serverVersion, models: hosts.names }),
  });
  addPath(app, '/v2/models/:model/openapi.json', {
    // Fastify fills in what the path names.
    GET: async ({ params }) =>
      modelDocument(routes, hosts.serving((params as { model: string }).model), limits),
  });
}
