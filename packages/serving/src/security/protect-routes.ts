/**
 * Asks for a key or a token, and counts, before the body of a request is read. Each route gets the guard of its scope;
 * a server without security has none. Paths that do not exist are answered with 404 to everyone.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addFirst } from '../http/first-hook.js';
import { noteRefusals } from '../http/route-refusals.js';
import { ServingError } from '../serving-error.js';
import type { Authenticator, Principal } from './authenticator.js';
import { scopeMissing } from './errors.js';
import type { RequestLimiter } from './request-limiter.js';
import { type Scope, scopeOf } from './scopes.js';

export interface ProtectRoutesOptions {
  readonly authenticator: Authenticator | undefined;
  readonly limiter: RequestLimiter | undefined;
  /** Paths for health beside the usual ones. */
  readonly healthRoutes: readonly string[];
}

/** To be called before all routes: those that were added earlier are open. */
export function protectRoutes(app: FastifyInstance, { healthRoutes, ...guards }: ProtectRoutesOptions): void {
  const { authenticator, limiter } = guards;
  app.addHook('onRoute', (route) => {
    const scope = scopeOf({ url: route.url, methods: [route.method].flat() }, healthRoutes);
    if (scope === undefined) return;
    // First: who may not ask learns nothing of the methods either.
    addFirst(route, guardOf(scope, guards));
    noteRefusals(route, [
      ...(authenticator ? ([401, 403] as const) : []),
      ...(limiter ? ([429] as const) : []),
    ]);
  });
}

function guardOf(scope: Scope, { authenticator, limiter }: Omit<ProtectRoutesOptions, 'healthRoutes'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const principal = await authenticator?.authenticate(request.headers).catch(async (error: unknown) => {
      // Who guesses is counted by address.
      await limiter?.count(request, undefined);
      throw challenged(reply, error);
    });
    await limiter?.count(request, principal);
    if (principal && !principal.scopes.includes(scope)) throw refused(reply, scope, principal);
  };
}

/** RFC 9110, 11.6.1: each 401 says how to authenticate. */
function challenged(reply: FastifyReply, error: unknown): unknown {
  if (error instanceof ServingError && error.status === 401)
    reply.header('www-authenticate', 'Bearer realm="waymark"');
  return error;
}

/** RFC 6750, 3.1. */
function refused(reply: FastifyReply, scope: Scope, { scopes }: Principal): ServingError {
  reply.header('www-authenticate', `Bearer realm="waymark", error="insufficient_scope", scope="${scope}"`);
  return scopeMissing(scope, scopes);
}
