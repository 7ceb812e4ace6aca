/** One path with its methods; all other methods are answered with 405 and the list of those that it takes. */

import type { FastifyInstance, onRequestHookHandler, RouteHandlerMethod } from 'fastify';
import { methodNotAllowed } from './errors.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface PathOptions {
  /** Called for each request that the path takes, before its body is read. */
  readonly beforeBody?: onRequestHookHandler;
}

/** Fastify answers HEAD wherever it answers GET. */
const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function addPath(
  app: FastifyInstance,
  url: string,
  handlers: Partial<Record<Method, RouteHandlerMethod>>,
  { beforeBody }: PathOptions = {},
): void {
  const methods = Object.keys(handlers).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const hooks = beforeBody ? { onRequest: beforeBody } : {};
  for (const [method, handler] of Object.entries(handlers)) app.route({ method, url, handler, ...hooks });
  app.route({
    method: allMethods.filter((method) => !methods.includes(method)),
    url,
    // Before the body is read: it does not matter.
    onRequest: async (_, reply) => {
      reply.header('allow', methods.join(', '));
      throw methodNotAllowed(methods);
    },
    handler: async () => {},
  });
}
