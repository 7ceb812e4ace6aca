/** The routes of an app as OpenAPI writes them, collected while they are added, so that no document can forget one. */

import type { FastifyInstance } from 'fastify';

export interface ListedRoute {
  /** `GET` */
  readonly method: string;
  /** `/v2/models/{model}/infer` */
  readonly path: string;
}

/** Collects what is added to the app from here on; read it once all routes are there. */
export function listRoutes(app: FastifyInstance): readonly ListedRoute[] {
  const routes: ListedRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    // Fastify adds HEAD to each GET, and `addPath` one route for all methods that a path does not take.
    if (typeof method === 'string' && method !== 'HEAD') routes.push({ method, path: templateOf(url) });
  });
  return routes;
}

/** `/v1/models/:model(^[^:/]+)::predict` is `/v1/models/{model}:predict`: a doubled colon is a plain one. */
function templateOf(url: string): string {
  return url.replaceAll(/(?<!:):(\w+)(?:\([^)]*\))?/g, '{$1}').replaceAll('::', ':');
}
