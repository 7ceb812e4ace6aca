/** The errors of preprocessing. Every message says what must hold, what came and what to do next; never a row. */

import { WaymarkError } from '@waymark/contracts';

/** The preprocessing of a project contradicts its schema or itself: all mistakes together. */
export function invalidPreprocessing(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `every feature must have one chain of transforms that fits its type:\n${listed(problems)}\n` +
      "Correct the project's preprocessing or its schema",
    { code: 'PREPROCESSING_INVALID', kind: 'usage' },
  );
}

/** Columns of the training rows that a transform cannot learn anything from: all of them together. */
export function nothingToFit(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `every column must hold what its transforms can be fitted on:\n${listed(problems)}\n` +
      'Train on more rows, clean or drop the columns, or impute a constant',
    { code: 'PREPROCESSING_NOTHING_TO_FIT', kind: 'dataInvalid' },
  );
}

/** A spec learns from the target, and was to be fitted without one. */
export function targetNeeded(columns: readonly string[]): WaymarkError {
  return new WaymarkError(
    `fitPreprocessing must not get a transform that learns from the target; ${columns.join(', ')} has one. ` +
      'Fit with crossFitPreprocessing, and encode the rows of each of its folds with what that fold has: ' +
      'a row that is encoded by its own target leaks it',
    { code: 'PREPROCESSING_TARGET_NEEDED', kind: 'usage' },
  );
}

/** The target or the folds of a cross-fit do not belong to the training rows: all mistakes together. */
export function invalidFolds(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `a cross-fit must have a finite target and a fold for each training row:\n${listed(problems)}\n` +
      'Give it the target and the folds of the same table',
    { code: 'PREPROCESSING_FOLDS_INVALID', kind: 'usage' },
  );
}

/** A fitted preprocessing is used with a schema that it was not fitted for. */
export function schemaMismatch(expected: readonly string[], received: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the schema must have the features that the preprocessing was fitted on, ${expected.join(', ')}; ` +
      `got ${received.join(', ')}. Fit again with this schema`,
    { code: 'PREPROCESSING_SCHEMA_MISMATCH', kind: 'usage' },
  );
}

/** Images, or what they are normalised with, that do not fit each other: all mistakes together. */
export function invalidImage(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `images must be normalised channel by channel:\n${listed(problems)}\nCorrect the input or the options`,
    { code: 'PREPROCESSING_IMAGE_INVALID', kind: 'usage' },
  );
}

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `  - ${problem}`).join('\n');
}
