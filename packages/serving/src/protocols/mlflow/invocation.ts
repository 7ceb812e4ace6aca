/**
 * The answer of `/invocations` for rows: the predictions of `mlflow.pyfunc` 3.17 for a bundle, the outputs in columns;
 * beside them are the ids to send labels by and the version.
 */

import type { ScoredRows } from '../../scoring/scored-rows.js';
import { renderOrigin, renderOutputColumns } from '../rows/output-columns.js';

/** JSON text. */
export function renderInvocation(scored: ScoredRows): string {
  return `{"predictions":${renderOutputColumns(scored)},${renderOrigin(scored)}}`;
}
