/** The errors of evaluation. Every message says what must hold, what came and what to do next; never a row. */

import { WaymarkError } from '@waymark/contracts';

/** Labels and probabilities cannot be scored together. */
export function invalidRows(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `labels and probabilities cannot be scored:\n${listed(problems)}\nCheck the rows that were predicted`,
    { code: 'EVALUATION_ROWS_INVALID', kind: 'dataInvalid' },
  );
}

/** ROC-AUC, average precision and a threshold have no meaning on rows of one class. */
export function oneClassOnly(rows: number, label: number): WaymarkError {
  return new WaymarkError(
    `the rows must hold both classes; all ${rows} have the label ${label}. Use more rows or another split`,
    { code: 'EVALUATION_ONE_CLASS', kind: 'dataInvalid' },
  );
}

/** The caller asked for something that cannot be computed. */
export function invalidOptions(problems: readonly string[]): WaymarkError {
  return new WaymarkError(`the evaluation's options are not valid:\n${listed(problems)}\nCorrect the call`, {
    code: 'EVALUATION_OPTIONS_INVALID',
    kind: 'usage',
  });
}

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `  - ${problem}`).join('\n');
}
