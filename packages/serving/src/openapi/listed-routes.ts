/** The routes of an app as OpenAPI writes them, collected while they are added, so that no document can forget one. */

import type { FastifyInstance } from 'fastify';
import { type Refusal, refusalsOf } from '../http/route-refusals.js';

export interface ListedRoute {
  /** `GET` */
  readonly method: string;
  /** `/v2/models/{model}/infer` */
  readonly path: string;
  /** What the server's guards may answer in its place. */
  readonly refusals: readonly Refusal[];
}

/** Collects what is added to the app from here on, once its guards are there; read it once all routes are. */
export function listRoutes(app: FastifyInstance): readonly ListedRoute[] {
  const routes: ListedRoute[] = [];
  app.addHook('onRoute', (route) => {
    const { method, url } = route;
    // Fastify adds HEAD to each GET, and `addPath` one route for all methods that a path does not take.
    if (typeof method !== 'string' || method === 'HEAD') return;
    routes.push({ method, path: templateOf(url), refusals: refusalsOf(route) });
  });
  return routes;
}

/** `/v1/models/:model(^[^:/]+)::predict` is `/v1/models/{model}:predict`: a doubled colon is a plain one. */
function templateOf(url: string): string {
  return url.replaceAll(/(?<!:):(\w+)(?:\([^)]*\))?/g, '{$1}').replaceAll('::', ':');
}
