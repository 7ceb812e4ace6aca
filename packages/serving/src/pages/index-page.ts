/**
 * The page at `/`: a model with its state, a form to try it, and the server's latest metrics. One HTML document that
 * loads nothing from elsewhere; what a schema says is escaped wherever it stands.
 */

import { html, type Markup, verbatim } from '@waymark/html';
import type { ModelStatus } from '../host/model-status.js';
import type { ServedModel } from '../host/served-model.js';
import type { FormSource } from './form-fields.js';
import type { InlineAssets } from './inline-assets.js';
import { answerSection, formSection, purpose } from './model-sections.js';
import { pageDocument } from './page-document.js';

export type ShownModel = FormSource & Pick<ServedModel, 'version'>;

export interface IndexPageInput {
  readonly serverVersion: string;
  /** All models that are hosted here. */
  readonly models: readonly string[];
  /** Of the model that is shown; undefined when there is none. */
  readonly status: ModelStatus | undefined;
  /** The version of it that takes traffic. */
  readonly served: ShownModel | undefined;
}

export function indexPage(input: IndexPageInput, { style, scripts }: InlineAssets): string {
  const { serverVersion, status, served } = input;
  const title = status?.model ?? 'no models';
  return pageDocument({
    title,
    style,
    header: html`<p class="server">Waymark model server ${serverVersion}</p>
${modelNav(input)}
<h1>${title}</h1>
${status && state(status)}
${served && purpose(served)}`,
    main: html`${served && [formSection(served, withoutScript(served)), answerSection(served, answerTexts)]}
${metricsSection()}`,
    footer: html`${documents(served?.model)}
${scripts.map((script) => html`<script type="module">${verbatim(script)}</script>`)}`,
  });
}

function modelNav({ models, status }: IndexPageInput): Markup | undefined {
  if (models.length < 2) return undefined;
  const links = models.map((model) => {
    const current = model === status?.model ? html` aria-current="page"` : undefined;
    return html`<a href="?model=${encodeURIComponent(model)}"${current}>${model}</a>`;
  });
  return html`<nav aria-label="Models">${links}</nav>`;
}

function state({ serving, refused }: ModelStatus): Markup {
  const now = serving
    ? html`<p><span class="badge ready">ready</span> Version ${serving.version} takes traffic.</p>`
    : html`<p><span class="badge">not ready</span> No version takes traffic. Load this page again shortly.</p>`;
  const refusal =
    refused && html`<p class="refused">Version ${refused.version} was refused: ${refused.reason}</p>`;
  return html`${now}${refusal}`;
}

function withoutScript({ model }: ShownModel): Markup {
  return html`A request to copy is in <a href="v2/models/${encodeURIComponent(model)}/openapi.json">the model’s OpenAPI document</a>.`;
}

const answerTexts = {
  facts: html`Prediction id <code id="prediction-id"></code>, by version <span id="answered-by"></span>`,
  commandTitle: 'The same with curl',
  commandLabel: 'curl command',
};

const metrics = {
  requests: 'Requests',
  predictions: 'Rows predicted',
  p50: 'Request, p50',
  p99: 'Request, p99',
  batchRows: 'Rows a batch, mean',
  queueRows: 'Rows that wait',
} as const;

function metricsSection(): Markup {
  const figures = Object.entries(metrics).map(
    ([name, label]) => html`<div><dt>${label}</dt><dd data-metric="${name}">–</dd></div>`,
  );
  return html`<section aria-labelledby="metrics-title">
<h2 id="metrics-title">Metrics</h2>
<dl class="metrics">${figures}</dl>
<p class="facts">Since the server started, every model and every path; read every two seconds.</p>
</section>`;
}

function documents(model: string | undefined): Markup {
  const own =
    model === undefined
      ? undefined
      : html`<a href="v2/models/${encodeURIComponent(model)}/openapi.json">OpenAPI of this model</a>`;
  return html`<footer>${own} <a href="openapi.json">OpenAPI of the server</a> <a href="v1/models">Models</a> <a href="metrics">Metrics</a></footer>`;
}
