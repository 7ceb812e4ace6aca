/** Every error that this package throws on purpose. Drift found is a verdict in the report, never an error. */

import { WaymarkError } from '@waymark/contracts';

/** Columns of the schema that the reference cannot be built from, each with its reason. */
export function referenceColumnsInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `The reference must hold every feature of the schema, in its type and with finite numbers; got ${problems.join('; ')}. Build the profile from the validated training table.`,
    { code: 'DRIFT_REFERENCE_COLUMNS_INVALID', kind: 'dataInvalid' },
  );
}

/** A reference without rows: nothing could ever be compared with it. */
export function referenceEmpty(what: string): WaymarkError {
  return new WaymarkError(
    `The reference must hold at least one row; the ${what} has none. Check the split that it is built from.`,
    { code: 'DRIFT_REFERENCE_EMPTY', kind: 'dataInvalid' },
  );
}

/** The options of a comparison or of its text are not valid. */
export function optionsInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(`The drift options are out of range: ${problems.join('; ')}. Correct them.`, {
    code: 'DRIFT_OPTIONS_INVALID',
    kind: 'usage',
  });
}
