/** `GET /`: a page for browsers, a list in JSON for everyone else. Either is a 200 as soon as the server listens. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addPath } from '../http/add-path.js';
import { type InlineAssets, inlineAssets } from './inline-assets.js';

export interface IndexRoute {
  readonly listing: () => object;
  /** HTML. */
  readonly page: (request: FastifyRequest, assets: InlineAssets) => string;
}

export function indexRoute(app: FastifyInstance, { listing, page }: IndexRoute): void {
  const assets = inlineAssets();
  addPath(app, '/', {
    GET: async (request, reply) => {
      reply.header('vary', 'accept');
      if (!wantsHtml(request)) return listing();
      protectPage(reply, assets.contentSecurityPolicy);
      return page(request, assets);
    },
  });
}

/** Browsers say that they do. */
function wantsHtml({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** Lets the browser run what the policy allows, and nothing else. */
function protectPage(reply: FastifyReply, contentSecurityPolicy: string): void {
  reply.type('text/html; charset=utf-8').headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
}
