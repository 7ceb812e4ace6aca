/**
 * Requests that name a host which is not allowed are answered with 403 whatever they ask for, before their body is read.
 * They are led to a path of their own before the routes are looked at: a hook in each route would cost the others more.
 */

import type { FastifyInstance, RawRequestDefaultExpression } from 'fastify';
import type { AllowedHosts } from './allowed-hosts.js';
import { hostRefused } from './errors.js';

/** Also what they are called among the metrics. Whoever asks for it is refused as well. */
const refusedPath = '/host-refused';

/** For Fastify, which asks this of each request. */
export function pathByHost(hosts: AllowedHosts): (request: RawRequestDefaultExpression) => string {
  return ({ headers, url = '/' }) => (hosts.allows(headers.host) ? url : refusedPath);
}

/** To be called before all guards: who names another host learns nothing of them. */
export function refuseHosts(app: FastifyInstance): void {
  const onRequest = async () => {
    throw hostRefused();
  };
  app.all(refusedPath, { onRequest }, async () => {});
}
