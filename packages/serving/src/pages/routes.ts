/** The page of a server of projects: a form for one model, chosen by `?model=NAME`; the first otherwise. */

import type { FastifyInstance } from 'fastify';
import type { ModelHosts } from '../host/model-hosts.js';
import { indexListing } from './index-listing.js';
import { indexPage } from './index-page.js';
import { indexRoute } from './index-route.js';

export interface PageOptions {
  readonly hosts: ModelHosts;
  readonly serverVersion: string;
}

export function pageRoutes(app: FastifyInstance, { hosts, serverVersion }: PageOptions): void {
  indexRoute(app, {
    listing: () => indexListing(serverVersion, hosts.names),
    page: ({ query }, assets) => {
      const host = shownHost(hosts, query);
      const page = { serverVersion, models: hosts.names, status: host?.status, served: host?.serving };
      return indexPage(page, assets);
    },
  });
}

/** @throws `MODEL_UNKNOWN` when the query names a model that is not here. */
function shownHost(hosts: ModelHosts, query: unknown) {
  // Fastify parses the query into an object; a name that is repeated is a list.
  const { model = hosts.names[0] } = query as { readonly model?: string | readonly string[] };
  return model === undefined ? undefined : hosts.host(String(model));
}
