/** `GET /` and `GET /openapi.json` of a server of bare models: every model with its tensors, its state and a curl line. */

import { html, type Markup } from '@waymark/html';
import type { FastifyInstance } from 'fastify';
import { addPath } from '../http/add-path.js';
import { serverDocument } from '../openapi/documents.js';
import { listRoutes } from '../openapi/listed-routes.js';
import { indexListing } from '../pages/index-listing.js';
import { indexRoute } from '../pages/index-route.js';
import { pageDocument } from '../pages/page-document.js';
import type { BareHost } from './bare-host.js';
import type { BareHosts } from './bare-hosts.js';
import { exampleTensors, inferCommand } from './example-request.js';
import type { TensorSpec } from './signature.js';

export interface BarePageOptions {
  readonly hosts: BareHosts;
  readonly serverVersion: string;
}

/** To be called before all other routes: those that were added earlier are not in the document. */
export function barePageRoutes(app: FastifyInstance, { hosts, serverVersion }: BarePageOptions): void {
  const routes = listRoutes(app);
  addPath(app, '/openapi.json', {
    GET: async () => serverDocument(routes, { version: serverVersion, models: [] }),
  });
  indexRoute(app, {
    listing: () => {
      const { paths, ...listing } = indexListing(serverVersion, hosts.names);
      // There are no predictions whose labels could come later.
      return { ...listing, paths: { ...paths, feedback: undefined } };
    },
    page: ({ protocol, host }, { style }) =>
      page(hosts.all, { serverVersion, address: `${protocol}://${host}`, style }),
  });
}

interface PageContext {
  readonly serverVersion: string;
  readonly address: string;
  readonly style: string;
}

function page(hosts: readonly BareHost[], { serverVersion, address, style }: PageContext): string {
  return pageDocument({
    title: 'Models',
    style,
    header: html`<p class="server">Waymark model server ${serverVersion}</p>
<h1>Models</h1>`,
    main: html`<div class="models">
${hosts.map((host) => section(host, address))}
</div>`,
    footer: html`<footer><a href="openapi.json">OpenAPI of the server</a> <a href="v1/models">Models</a> <a href="metrics">Metrics</a></footer>`,
  });
}

function section({ model, serving, versions, refused, problem }: BareHost, address: string): Markup {
  const others = versions.filter((version) => version !== serving).map(({ version }) => version);
  const named = others.length === 0 ? '' : ` Paths may also name ${others.join(', ')}.`;
  const state = serving
    ? html`<p><span class="badge ready">ready</span> Version ${serving.version} takes traffic.${named}</p>`
    : html`<p><span class="badge">not ready</span> No version takes traffic.</p>`;
  const reasons = [...(problem === undefined ? [] : [problem]), ...refused.map(({ reason }) => reason)];
  const example = serving && exampleTensors(serving);
  const command = example && inferCommand(address, model, example);
  const parts = [
    state,
    ...reasons.map((reason) => html`<p class="refused">${reason}</p>`),
    serving &&
      html`<p>Takes ${tensorsText(serving.signature.inputs)}. Gives ${tensorsText(serving.signature.outputs)}.</p>`,
    command !== undefined &&
      html`<pre tabindex="0" role="group" aria-label="curl command"><code>${command}</code></pre>`,
  ];
  return html`<section aria-label="${model}">
<h2>${model}</h2>
${parts.filter((part) => part !== undefined && part !== false)}
</section>`;
}

/** An open dimension is shown as ?. */
function tensorsText(tensors: readonly TensorSpec[]): string {
  return tensors
    .map(
      ({ name, datatype, dims }) =>
        `${name} ${datatype} [${dims.map((dim) => (dim === -1 ? '?' : dim)).join(', ')}]`,
    )
    .join(', ');
}
