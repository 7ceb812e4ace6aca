/**
 * With which statuses guards may answer in place of a route. Each guard notes its own while the route is added, so that the
 * documents tell what this server can answer, and no more.
 */

import type { RouteOptions } from 'fastify';

/** Nobody known, not allowed, too often. */
export type Refusal = 401 | 403 | 429;

declare module 'fastify' {
  interface FastifyContextConfig {
    refusals?: readonly Refusal[];
  }
}

type Route = Pick<RouteOptions, 'config'>;

/** To be called while the route is added, by `onRoute`. */
export function noteRefusals(route: Route, refusals: readonly Refusal[]): void {
  route.config = { ...route.config, refusals: [...refusalsOf(route), ...refusals] };
}

/** What was noted so far. */
export function refusalsOf({ config }: Route): readonly Refusal[] {
  return config?.refusals ?? [];
}
