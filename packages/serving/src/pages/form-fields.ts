/** The form of a model: a labelled field for each column of its schema, filled with the example. */

import { type CategoryColumnSchema, type ColumnSchema, featuresOf } from '@waymark/contracts';
import { html, type Markup } from '@waymark/html';
import type { Cell } from '../engine/tensor-layout.js';
import type { ServedModel } from '../host/served-model.js';
import { columnNote } from '../openapi/column-note.js';
import { type ExampleSource, exampleRow } from '../openapi/example-row.js';

export type FormSource = ExampleSource & Pick<ServedModel, 'model'>;

/** Sends nothing by itself: the page's script does, to the path in `data-path`. */
export function predictionForm(served: FormSource): Markup {
  const row = exampleRow(served);
  const fields = featuresOf(served.manifest.schema).map((column, i) =>
    field(column, `field-${i}`, row[column.name] ?? null),
  );
  return html`<form data-path="v1/models/${encodeURIComponent(served.model)}:predict" novalidate autocomplete="off">
<div class="fields">
${fields}
</div>
<p class="actions"><button type="submit">Predict</button> <button type="reset" class="quiet">Back to the example</button></p>
</form>`;
}

function field(column: ColumnSchema, id: string, value: Cell): Markup {
  const { name, nullable } = column;
  const note = columnNote(column);
  const attributes = html`id="${id}" data-column="${name}"${attribute('aria-describedby', note && `${id}-hint`)}`;
  const isCategory = column.type === 'category';
  const parts = [
    html`<label for="${id}">${name}</label>`,
    isCategory ? select(column, attributes, value) : input(column, attributes, value),
    nullable && !isCategory ? unknownBox(name, id, value) : undefined,
    note === '' ? undefined : html`<small id="${id}-hint">${note}</small>`,
  ];
  return html`<div class="field">
${parts.filter((part) => part !== undefined)}
</div>`;
}

function select({ values, nullable }: CategoryColumnSchema, attributes: Markup, value: Cell): Markup {
  // An example may have a category that training never saw.
  const shown = typeof value !== 'string' || values.includes(value) ? values : [...values, value];
  const options = shown.map(
    (text) =>
      html`<option value="${text}"${flag('selected', text === value)}>${text === '' ? '(empty)' : text}</option>`,
  );
  const unknown = html`<option data-unknown${flag('selected', value === null)}>not known</option>`;
  return html`<select ${attributes}>
${nullable ? [unknown, ...options] : options}
</select>`;
}

/** `min` and `max` guide the arrow keys; the form does not hold anyone to them. */
function input(column: Exclude<ColumnSchema, CategoryColumnSchema>, attributes: Markup, value: Cell): Markup {
  if (column.type === 'text') return html`<input ${attributes} type="text" value="${value ?? ''}">`;
  const step = column.type === 'integer' ? '1' : 'any';
  const limits = html`${attribute('min', column.min)}${attribute('max', column.max)}`;
  return html`<input ${attributes} type="number" inputmode="decimal" step="${step}"${limits} value="${value ?? ''}">`;
}

function unknownBox(column: string, id: string, value: Cell): Markup {
  return html`<label class="unknown"><input type="checkbox" data-unknown-for="${id}" aria-label="${column} is not known"${flag('checked', value === null)}> not known</label>`;
}

/** With a space before it; nothing when there is no value. */
function attribute(name: string, value: string | number | undefined): Markup | undefined {
  return value === undefined || value === '' ? undefined : html` ${name}="${value}"`;
}

function flag(name: string, isSet: boolean): Markup | undefined {
  return isSet ? html` ${name}` : undefined;
}
