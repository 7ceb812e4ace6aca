/// <reference lib="dom" />
/**
 * Runs in the browser, inlined as it is compiled: sends what the form says as one row and shows what came back, and the
 * curl line that does the same. Texts reach the page as text only, never as HTML.
 */

type Field = HTMLInputElement | HTMLSelectElement;
export type FormRow = Readonly<Record<string, string | number | null>>;

export interface FormPrediction {
  readonly label: string;
  readonly probabilities: Readonly<Record<string, number>>;
  /** What else is told of it, by the id of the element that shows it. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What came back: a prediction, or an error in words. */
export type FormOutcome = { readonly prediction: FormPrediction } | { readonly error: string };

/** Who answers the form. */
export interface FormModel {
  /** Never rejects. */
  predict(row: FormRow): Promise<FormOutcome>;
  /** What a person can copy to ask the same of a server. */
  command(row: FormRow): string;
}

/** Does nothing where the page has no form, while no model is ready. By default the page's own server answers. */
export function startPredictionForm(given?: FormModel): void {
  const form = document.querySelector('form');
  if (!form) return;
  const model = given ?? servedModel(form);
  const showCommand = (): void => setText('command', model.command(rowOf(form)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (everyNumberIsOne(form)) void submit(form, model);
  });
  form.addEventListener('input', () => {
    followUnknown(form);
    showCommand();
  });
  // The values are reset after the event.
  form.addEventListener('reset', () => setTimeout(() => form.dispatchEvent(new Event('input'))));
  copyOnClick();
  followUnknown(form);
  showCommand();
}

function servedModel(form: HTMLFormElement): FormModel {
  const url = new URL(form.dataset.path ?? '', document.baseURI).href;
  return { predict: (row) => predict(url, row), command: (row) => curlCommand(url, row) };
}

async function submit(form: HTMLFormElement, model: FormModel): Promise<void> {
  form.setAttribute('aria-busy', 'true');
  const outcome = await model.predict(rowOf(form));
  form.removeAttribute('aria-busy');
  show(outcome);
}

async function predict(url: string, row: FormRow): Promise<FormOutcome> {
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(url, { method: 'POST', headers, body: bodyOf(row) });
    const body = await answer.json();
    if (!answer.ok) return { error: `${body.error} (HTTP ${answer.status})` };
    const { id, label, probabilities } = body.predictions[0];
    const facts = { 'prediction-id': id, 'answered-by': body.model_version };
    return { prediction: { label, probabilities, facts } };
  } catch (error) {
    return { error: `the server gave no answer that can be read (${error})` };
  }
}

function show(outcome: FormOutcome): void {
  const error = 'error' in outcome ? outcome.error : '';
  setText('error', error);
  element('waiting').hidden = true;
  element('answer').hidden = error !== '';
  if (!('error' in outcome)) showPrediction(outcome.prediction);
  // On a phone it is below the form.
  element(error === '' ? 'answer' : 'error').scrollIntoView({ block: 'nearest' });
}

function showPrediction({ label, probabilities, facts }: FormPrediction): void {
  setText('label', label);
  for (const [id, text] of Object.entries(facts)) setText(id, text);
  for (const meter of document.querySelectorAll('meter')) {
    const probability = probabilities[meter.dataset.class ?? ''] ?? 0;
    meter.value = probability;
    const percent = meter.parentElement?.querySelector('output');
    if (percent) percent.textContent = `${(100 * probability).toFixed(1)} %`;
  }
}

/** The form's values by column. */
function rowOf(form: HTMLFormElement): FormRow {
  return Object.fromEntries(fieldsOf(form).map((field) => [field.dataset.column ?? '', cellOf(field)]));
}

function cellOf(field: Field): string | number | null {
  if (field.disabled) return null;
  if (field instanceof HTMLSelectElement)
    return field.selectedOptions[0]?.dataset.unknown === undefined ? field.value : null;
  if (field.type !== 'number') return field.value;
  return field.value === '' ? null : Number(field.value);
}

function fieldsOf(form: HTMLFormElement): readonly Field[] {
  return [...form.querySelectorAll<Field>('[data-column]')];
}

/** A field is out of use while its box 'not known' is ticked. */
function followUnknown(form: HTMLFormElement): void {
  for (const box of form.querySelectorAll<HTMLInputElement>('[data-unknown-for]')) {
    const field = form.querySelector<Field>(`#${box.dataset.unknownFor}`);
    if (field) field.disabled = box.checked;
  }
}

/** A browser keeps text that is no number to itself: without this, null would be sent in its place. */
function everyNumberIsOne(form: HTMLFormElement): boolean {
  const bad = fieldsOf(form).find(({ validity }) => validity.badInput);
  bad?.reportValidity();
  return bad === undefined;
}

/** One line for a POSIX shell: within single quotes only these need care. */
export function curlCommand(url: string, row: FormRow): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return `curl -s ${quoted(url)} -H 'Content-Type: application/json' -d ${quoted(bodyOf(row))}`;
}

function bodyOf(row: FormRow): string {
  return JSON.stringify({ instances: [row] });
}

/** Browsers have a clipboard on secure origins and on loopback; elsewhere the line can be selected. */
function copyOnClick(): void {
  const button = element('copy');
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(element('command').textContent ?? '');
    button.textContent = 'Copied';
    setTimeout(() => setText('copy', 'Copy'), 1_500);
  });
}

function setText(id: string, text: string): void {
  element(id).textContent = text;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new TypeError(`the page has an element with the id ${id}`);
  return found;
}
