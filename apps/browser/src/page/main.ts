/// <reference lib="dom" />
/**
 * Runs in the browser: loads the model, replays its golden rows, and answers the form. Rows are scored only by a model
 * that gives here what it gave in training.
 */

import {
  curlCommand,
  type FormModel,
  type FormOutcome,
  type FormRow,
  startPredictionForm,
} from '@waymark/serving';
import { BrowserModel } from './browser-model.js';
import { rowProblems } from './check-row.js';
import { goldenCheck } from './golden-check.js';

/** Where a server of one's own listens by default. */
const serverUrl = 'http://127.0.0.1:8080/';

const checked = loadChecked();
startPredictionForm(formModel());
checked.catch((error: unknown) => showState('refused', messageOf(error)));

async function loadChecked(): Promise<BrowserModel> {
  const model = await BrowserModel.load(document.baseURI);
  const golden = await model.golden();
  const { rows, largestDifference } = goldenCheck(golden, await model.score(golden.rows), model.classes);
  const difference = `the largest difference is ${largestDifference.toExponential(1)}`;
  showState('ready', `Its ${rows} golden rows come out here as in training: ${difference}.`);
  return model;
}

function formModel(): FormModel {
  const path = document.querySelector('form')?.dataset.path ?? '';
  const url = new URL(path, serverUrl).href;
  return { predict, command: (row) => curlCommand(url, row) };
}

async function predict(row: FormRow): Promise<FormOutcome> {
  try {
    const model = await checked;
    const problems = rowProblems(row, model.schema);
    if (problems.length > 0) return { error: problems.join('; ') };
    const began = performance.now();
    const [scored] = await model.score([row]);
    const elapsed = `${(performance.now() - began).toFixed(1)} ms`;
    return scored ? { prediction: { ...scored, facts: { elapsed } } } : { error: 'the model gave no answer' };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function showState(state: 'ready' | 'refused', text: string): void {
  const badge = document.querySelector('#state');
  const explanation = document.querySelector('#state-text');
  if (!badge || !explanation) throw new TypeError('the page shows the state of its model');
  badge.classList.toggle('ready', state === 'ready');
  badge.textContent = state;
  explanation.textContent = text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
