/**
 * The answer of `/invocations` for rows: the predictions of `mlflow.pyfunc` 3.17 for a bundle, the outputs in columns;
 * beside them are the ids to send labels by and the version.
 */

import type { RequestTerms } from '../../engine/request-queue.js';
import type { ServedModel } from '../../host/served-model.js';
import type { Scorer } from '../../scoring/scorer.js';
import type { RowLimits } from '../rows/collect-rows.js';
import { renderOrigin, renderOutputColumns } from '../rows/output-columns.js';
import { parseScoringRequest } from './scoring-request.js';

export interface InvocationOptions {
  readonly scorer: Scorer;
  readonly limits: RowLimits;
  readonly terms: RequestTerms;
}

/** JSON text. @throws What `parseScoringRequest` and `Scorer.score` throw. */
export async function answerInvocation(
  served: ServedModel,
  body: unknown,
  { scorer, limits, terms }: InvocationOptions,
): Promise<string> {
  const asked = parseScoringRequest(body, { contract: served.contract, limits });
  const scored = await scorer.score(served, asked, terms);
  return `{"predictions":${renderOutputColumns(scored)},${renderOrigin(scored)}}`;
}
