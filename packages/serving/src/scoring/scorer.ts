/**
 * The way of every prediction, whatever protocol asked for it: hold the version, score the rows, give them ids, log
 * them. Protocols turn requests into rows before, and scored rows into answers after.
 */

import type { RequestTerms } from '../engine/request-queue.js';
import type { RequestRunner } from '../engine/row-batcher.js';
import type { RequestOutputs, RequestRows } from '../engine/tensor-layout.js';
import type { PredictionIdSeries } from '../feedback/prediction-ids.js';
import type { ServedModel } from '../host/served-model.js';
import type { PredictionRowSink } from '../log/prediction-rows.js';
import { probabilityTextsOf, type ScoredRows } from './scored-rows.js';

export interface ScorerOptions {
  /** Of all versions that have none of their own. */
  readonly runner: RequestRunner;
  readonly sink: PredictionRowSink;
  /** By model. */
  readonly idSeries: ReadonlyMap<string, PredictionIdSeries>;
  readonly metrics: {
    rowsPredicted(served: ServedModel, rows: number): void;
    requestFailed(served: ServedModel, error: unknown): void;
    requestRefused(error: unknown): void;
  };
}

export class Scorer {
  readonly #options: ScorerOptions;
  readonly #clock = new IsoClock();

  constructor(options: ScorerOptions) {
    this.#options = options;
  }

  /** Why a request is refused before its body is read; undefined where it is not. */
  refuse(): Error | undefined {
    const { refusal } = this.#options.runner;
    if (refusal) this.#options.metrics.requestRefused(refusal);
    return refusal;
  }

  /** @throws What `RowBatcher.submit` throws. */
  score(served: ServedModel, request: RequestRows, terms?: RequestTerms): Promise<ScoredRows> {
    served.acquire();
    // No async function: on the path of every request each of its promises counts.
    const runner = served.runner ?? this.#options.runner;
    const scored = runner.submit(served.target, request, terms).then(
      (outputs) => {
        served.release();
        return this.#finish(served, request, outputs);
      },
      (error: unknown) => {
        served.release();
        this.#options.metrics.requestFailed(served, error);
        throw error;
      },
    );
    served.watch?.began(scored, request);
    return scored;
  }

  #finish(served: ServedModel, { rows, cells }: RequestRows, outputs: RequestOutputs): ScoredRows {
    const { sink, metrics } = this.#options;
    const { tensors, firstRow } = outputs;
    const ids = this.#idsOf(served.model, rows);
    const probabilityTexts = probabilityTextsOf({ served, rows, tensors, firstRow });
    const time = this.#clock.now();
    sink.writePredictions({ served, rows, ids, tensors, firstRow, probabilityTexts, cells, time });
    metrics.rowsPredicted(served, rows);
    return { served, rows, ids, tensors, firstRow, probabilityTexts };
  }

  #idsOf(model: string, rows: number): readonly string[] {
    const series = this.#options.idSeries.get(model);
    if (!series) throw new TypeError(`every hosted model has a series of ids; '${model}' has none`);
    const first = series.take(rows);
    const ids: string[] = [];
    for (let row = 0; row < rows; row++) ids.push(series.idOf(first + row));
    return ids;
  }
}

/** ISO 8601 in UTC, rendered once a millisecond: rendering takes longer than everything else about an id. */
class IsoClock {
  #millisecond = 0;
  #text = '';

  now(): string {
    const millisecond = Date.now();
    if (millisecond !== this.#millisecond) {
      this.#millisecond = millisecond;
      this.#text = new Date(millisecond).toISOString();
    }
    return this.#text;
  }
}
