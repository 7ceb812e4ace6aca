/** Training's errors. Every message says what must hold, what came and what to do next; never whole rows. */

import { WaymarkError } from '@waymark/contracts';

/** The tfjs backend that was asked for cannot be loaded on this machine. */
export function backendUnavailable(backend: string, advice: string, cause?: unknown): WaymarkError {
  const reason = cause instanceof Error ? ` (${firstLine(cause.message)})` : '';
  return new WaymarkError(`the tfjs backend '${backend}' must load, and it did not${reason}. ${advice}`, {
    code: 'BACKEND_UNAVAILABLE',
    kind: 'environment',
    cause,
  });
}

/** A model was built, fitted or asked before any backend was selected. */
export function backendNotSelected(): WaymarkError {
  return new WaymarkError(
    'a tfjs backend must be selected before a model is built; none is. Call `await selectBackend("auto")` first',
    { code: 'BACKEND_NOT_SELECTED', kind: 'usage' },
  );
}

/** The model definition holds values that no model can be built from. */
export function invalidModelDefinition(kind: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(`the model definition '${kind}' is not valid; change:${listed(problems)}`, {
    code: 'MODEL_DEFINITION_INVALID',
    kind: 'usage',
  });
}

/** The model's input or output is not what a binary classifier on one matrix needs. */
export function unsuitableModel(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `a binary classifier takes [rows, width] and gives one logit [rows, 1]; change the model:${listed(problems)}`,
    { code: 'MODEL_UNSUITABLE', kind: 'usage' },
  );
}

/** Fit options are out of range. */
export function invalidFitOptions(problems: readonly string[]): WaymarkError {
  return new WaymarkError(`the fit options are not valid; change:${listed(problems)}`, {
    code: 'FIT_OPTIONS_INVALID',
    kind: 'usage',
  });
}

/** A matrix contradicts itself, the other matrix or the model's width. */
export function matrixMismatch(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `rows, width, features and labels must fit together; encode the data anew:${listed(problems)}`,
    { code: 'MATRIX_MISMATCH', kind: 'usage' },
  );
}

/** No classifier can be fitted on these rows. */
export function untrainableData(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `training needs rows of both classes and finite features; mend the data, its imputation or the split:${listed(problems)}`,
    { code: 'TRAINING_DATA_INVALID', kind: 'dataInvalid' },
  );
}

/** The loss left the finite numbers: the optimiser diverged. */
export function lossNotFinite(epoch: number, which: string, learningRate: number): WaymarkError {
  return new WaymarkError(
    `the loss must stay finite; the ${which} loss of epoch ${epoch} is not. Lower learningRate (${learningRate}), ` +
      'or scale the features to about unit variance',
    { code: 'LOSS_NOT_FINITE', kind: 'usage' },
  );
}

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `\n  - ${problem}`).join('');
}

function firstLine(text: string): string {
  return text.split('\n', 1).join('');
}
