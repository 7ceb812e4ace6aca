/** `GET /`: a page for browsers, a list in JSON for everyone else. Either is a 200 as soon as the server listens. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ModelHosts } from '../host/model-hosts.js';
import { addPath } from '../http/add-path.js';
import { indexListing } from './index-listing.js';
import { indexPage } from './index-page.js';
import { inlineAssets } from './inline-assets.js';

export interface PageOptions {
  readonly hosts: ModelHosts;
  readonly serverVersion: string;
}

/** `?model=NAME` chooses the model that the page shows; the first otherwise. */
export function pageRoutes(app: FastifyInstance, { hosts, serverVersion }: PageOptions): void {
  const assets = inlineAssets();
  addPath(app, '/', {
    GET: async (request, reply) => {
      reply.header('vary', 'accept');
      if (!wantsHtml(request)) return indexListing(serverVersion, hosts.names);
      const host = shownHost(hosts, request.query);
      protectPage(reply, assets.contentSecurityPolicy);
      const page = { serverVersion, models: hosts.names, status: host?.status, served: host?.serving };
      return indexPage(page, assets);
    },
  });
}

/** Browsers say that they do. */
export function wantsHtml({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** @throws `MODEL_UNKNOWN` when the query names a model that is not here. */
function shownHost(hosts: ModelHosts, query: unknown) {
  // Fastify parses the query into an object; a name that is repeated is a list.
  const { model = hosts.names[0] } = query as { readonly model?: string | readonly string[] };
  return model === undefined ? undefined : hosts.host(String(model));
}

/** Lets the browser run what the policy allows, and nothing else. */
export function protectPage(reply: FastifyReply, contentSecurityPolicy: string): void {
  reply.type('text/html; charset=utf-8').headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
}
