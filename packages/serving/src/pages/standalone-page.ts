/**
 * The form of a model as a page of its own, for any static server: what predicts is a script beside the page, and no
 * server is asked. It looks like the server's page, and its policy lets the browser ask nobody else.
 */

import { html, type Markup, verbatim } from '@waymark/html';
import type { Bundle } from '@waymark/registry';
import { contractOf } from '../host/model-contract.js';
import { hashOf, moduleText } from './inline-assets.js';
import { answerSection, formSection, purpose } from './model-sections.js';
import { pageDocument } from './page-document.js';
import { pageStyle } from './page-style.js';

export interface StandalonePageOptions {
  /** The file beside the page that begins its work. */
  readonly script: string;
  /** The files beside the page that scripts import by a package's name. */
  readonly imports: Readonly<Record<string, string>>;
  /** The files that a reader may open. */
  readonly links: readonly string[];
}

export interface StandalonePage {
  readonly html: string;
  /** The module with `startPredictionForm` and `curlCommand`: all of this package that the page's script can import. */
  readonly formModule: string;
}

type ShownBundle = Pick<Bundle, 'manifest' | 'manifestSha256' | 'exampleRequest'>;

/** Scripts fill the elements with the ids `state`, `state-text`, `elapsed` and those of the form. */
export function standalonePage(bundle: ShownBundle, options: StandalonePageOptions): StandalonePage {
  const { manifest, exampleRequest } = bundle;
  const source = { model: manifest.name, manifest, contract: contractOf(manifest), exampleRequest };
  const importMap = JSON.stringify({ imports: options.imports });
  const page = pageDocument({
    title: manifest.name,
    style: pageStyle,
    head: html`<meta http-equiv="content-security-policy" content="${policyOf(importMap)}">
<script type="importmap">${verbatim(importMap)}</script>
<script type="module" src="${options.script}"></script>`,
    header: html`<p class="server">Waymark, in this browser: nothing that you fill in leaves it</p>
<h1>${manifest.name}</h1>
<p><span class="badge" id="state">loading</span> <span id="state-text" aria-live="polite">The model is loaded and checked.</span></p>
${purpose(source)}`,
    main: html`${formSection(source)}
${answerSection(source, answerTexts)}`,
    footer: footer(bundle, options.links),
  });
  return { html: page, formModule: moduleText('prediction-form') };
}

const answerTexts = {
  facts: html`Computed here, in <span id="elapsed"></span>`,
  commandTitle: 'The same for a server',
  commandLabel: 'curl command',
};

function policyOf(importMap: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${hashOf(importMap)}`,
    `style-src ${hashOf(pageStyle)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function footer({ manifestSha256 }: ShownBundle, links: readonly string[]): Markup {
  const anchors = links.map((file) => html`<a href="${file}">${file}</a>`);
  return html`<footer>${anchors} <span class="facts">bundle ${manifestSha256.slice(0, 12)}</span></footer>`;
}
