/** The parts of a page that are about one model: what it predicts, the form to try it, and where the answer appears. */

import { labelOf, type ModelManifest } from '@waymark/contracts';
import { html, type Markup } from '@waymark/html';
import { type FormSource, predictionForm } from './form-fields.js';

export function purpose({ manifest }: { readonly manifest: ModelManifest }): Markup {
  const { schema, positiveClass, threshold, data } = manifest;
  return html`<p>Predicts <strong>${labelOf(schema).name}</strong>: ${positiveClass} when its probability is at least ${threshold.toPrecision(3)}. Training data: ${data.description}.</p>`;
}

/** `withoutScript` says what can be done all the same. */
export function formSection(source: FormSource, withoutScript?: Markup): Markup {
  return html`<section aria-labelledby="form-title">
<h2 id="form-title">Try it</h2>
<noscript><p class="refused">The form needs JavaScript. ${withoutScript}</p></noscript>
${predictionForm(source)}
</section>`;
}

export interface AnswerTexts {
  /** Below the probabilities; its elements with an id are filled in by the page's script. */
  readonly facts: Markup;
  /** Above what can be copied. */
  readonly commandTitle: string;
  /** The same for screen readers. */
  readonly commandLabel: string;
}

/** Filled in by the page's script; screen readers are told of it. */
export function answerSection(
  { manifest }: { readonly manifest: ModelManifest },
  { facts, commandTitle, commandLabel }: AnswerTexts,
): Markup {
  const meters = manifest.classes.map(
    (name, i) => html`<div class="probability">
<label for="probability-${i}">${name}</label>
<meter id="probability-${i}" data-class="${name}" min="0" max="1" value="0"></meter>
<output></output>
</div>`,
  );
  return html`<section aria-labelledby="answer-title">
<h2 id="answer-title">Prediction</h2>
<p id="error" class="refused" role="alert"></p>
<div aria-live="polite">
<p id="waiting" class="facts">Nothing was predicted yet.</p>
<div id="answer" hidden>
<p class="verdict" id="label"></p>
${meters}
<p class="facts">${facts}</p>
</div>
</div>
<div class="command">
<h3>${commandTitle}</h3>
<button type="button" id="copy" class="quiet" hidden>Copy</button>
</div>
<pre tabindex="0" role="group" aria-label="${commandLabel}"><code id="command"></code></pre>
</section>`;
}
