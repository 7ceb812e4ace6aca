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
    `every column must hold values to fit its transforms on:\n${listed(problems)}\n` +
      'Train on more rows, drop the columns, or impute a constant',
    { code: 'PREPROCESSING_NOTHING_TO_FIT', kind: 'dataInvalid' },
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

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `  - ${problem}`).join('\n');
}
