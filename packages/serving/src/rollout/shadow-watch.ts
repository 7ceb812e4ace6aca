/**
 * Watches the requests that the champion answers and a shadow scores again: counts how far the two agree, and logs what the
 * shadow said under the ids of the predictions that were answered.
 */

import type { PredictionSink, ShadowRecord } from '@waymark/contracts';
import type { RequestRows } from '../engine/tensor-layout.js';
import type { RequestWatch, ServedModel } from '../host/served-model.js';
import { labelOf, probabilitiesOf, type ScoredRows, type VersionOutputs } from '../scoring/scored-rows.js';
import type { RolloutMetrics } from './rollout-metrics.js';
import type { ShadowedRequest, ShadowQueue } from './shadow-queue.js';
import { isFault, outcomeOf, told, verdictOn, type WatchOptions } from './side-watch.js';

export interface ShadowWatchOptions extends WatchOptions {
  readonly champion: ServedModel;
  readonly candidate: ServedModel;
  readonly shadows: ShadowQueue;
  readonly sink: Pick<PredictionSink, 'write'>;
}

export function shadowWatch(options: ShadowWatchOptions): RequestWatch {
  const { champion, guard, metrics, onVerdict, shadows } = options;
  return {
    began(scored: Promise<ScoredRows>, request: RequestRows) {
      metrics.requestRouted(champion, 'champion');
      const startedAt = performance.now();
      scored.then(
        (answer) => {
          shadows.offer(request, comparison(answer, options));
          told(guard?.answered('champion', outcomeOf(answer, performance.now() - startedAt)), onVerdict);
        },
        (error: unknown) => told(guard && verdictOn(error, 'champion', guard), onVerdict),
      );
    },
  };
}

function comparison(
  answer: ScoredRows,
  { candidate, guard, metrics, sink, onVerdict }: ShadowWatchOptions,
): ShadowedRequest {
  metrics.requestRouted(candidate, 'shadow');
  return {
    scored(outputs, { rows, firstRow, ms }) {
      const copy = { ...outputs, served: candidate, rows };
      sink.write(recordsOf(copy, answer.ids.slice(firstRow)));
      countAgreement(copy, { ...answer, firstRow: answer.firstRow + firstRow }, metrics);
      told(guard?.answered('candidate', outcomeOf(copy, ms)), onVerdict);
    },
    failed({ rows }, error) {
      metrics.rowsShadowed(candidate, isFault(error) ? 'failed' : 'dropped', rows);
      told(guard && verdictOn(error, 'candidate', guard), onVerdict);
    },
  };
}

function recordsOf(copy: VersionOutputs, ids: readonly string[]): readonly ShadowRecord[] {
  const { model, version } = copy.served;
  const time = new Date().toISOString();
  return ids.slice(0, copy.rows).map((predictionId, row) => ({
    ...{ type: 'shadow', predictionId, time, model, version },
    ...{ label: labelOf(copy, row), probabilities: [...probabilitiesOf(copy, row)] },
  }));
}

/** Row by row. Both have the same classes. */
function countAgreement(copy: VersionOutputs, answer: VersionOutputs, metrics: RolloutMetrics): void {
  const { positiveIndex } = copy.served.contract;
  let agreed = 0;
  let difference = 0;
  for (let row = 0; row < copy.rows; row++) {
    if (labelOf(copy, row) === labelOf(answer, row)) agreed += 1;
    const own = probabilitiesOf(copy, row)[positiveIndex] ?? 0;
    const other = probabilitiesOf(answer, row)[positiveIndex] ?? 0;
    difference += Math.abs(own - other);
  }
  metrics.rowsShadowed(copy.served, 'agreed', agreed);
  metrics.rowsShadowed(copy.served, 'disagreed', copy.rows - agreed);
  metrics.shadowDiffered(copy.served, difference);
}
