/**
 * The way of every prediction, whatever protocol asked for it: hold the version, score the rows, give them ids, log
 * them. Protocols turn requests into rows before, and scored rows into answers after.
 */

import type { PredictionRecord, PredictionSink } from '@waymark/contracts';
import type { MicroBatcher, RequestOutputs } from '../engine/micro-batcher.js';
import type { RequestRows } from '../engine/tensor-layout.js';
import type { PredictionIdSeries } from '../feedback/prediction-ids.js';
import type { ServedModel } from '../host/served-model.js';

/** The rows of one request with what the model said of them. */
export interface ScoredRows extends RequestOutputs {
  readonly served: ServedModel;
  readonly rows: number;
  /** One a row. */
  readonly ids: readonly string[];
}

export interface ScorerOptions {
  readonly batcher: MicroBatcher;
  readonly sink: PredictionSink;
  /** By model. */
  readonly idSeries: ReadonlyMap<string, PredictionIdSeries>;
  readonly onScored: (served: ServedModel, rows: number) => void;
}

export class Scorer {
  readonly #batcher: MicroBatcher;
  readonly #sink: PredictionSink;
  readonly #idSeries: ReadonlyMap<string, PredictionIdSeries>;
  readonly #onScored: (served: ServedModel, rows: number) => void;
  readonly #clock = new IsoClock();

  constructor({ batcher, sink, idSeries, onScored }: ScorerOptions) {
    this.#batcher = batcher;
    this.#sink = sink;
    this.#idSeries = idSeries;
    this.#onScored = onScored;
  }

  /** @throws What `MicroBatcher.submit` throws. */
  async score(served: ServedModel, request: RequestRows): Promise<ScoredRows> {
    served.acquire();
    try {
      const { tensors, firstRow } = await this.#batcher.submit(served.target, request);
      const ids = this.#idsOf(served.model, request.rows);
      const scored: ScoredRows = { served, rows: request.rows, ids, tensors, firstRow };
      this.#sink.write(recordsOf(scored, request, this.#clock.now()));
      this.#onScored(served, request.rows);
      return scored;
    } finally {
      served.release();
    }
  }

  #idsOf(model: string, rows: number): readonly string[] {
    const series = this.#idSeries.get(model);
    if (!series) throw new TypeError(`every hosted model has a series of ids; '${model}' has none`);
    const first = series.take(rows);
    const ids: string[] = [];
    for (let row = 0; row < rows; row++) ids.push(series.idOf(first + row));
    return ids;
  }
}

/** Label of a row. */
export function labelOf({ served, tensors, firstRow }: ScoredRows, row: number): string {
  return String(tensors[served.contract.labelOutput]?.[firstRow + row] ?? '');
}

/** Class probabilities of a row, in the manifest's class order. */
export function probabilitiesOf({ served, tensors, firstRow }: ScoredRows, row: number): number[] {
  const { probabilitiesOutput, classes } = served.contract;
  const values = tensors[probabilitiesOutput];
  const start = (firstRow + row) * classes.length;
  const probabilities: number[] = [];
  for (let i = 0; i < classes.length; i++) probabilities.push(Number(values?.[start + i]));
  return probabilities;
}

function recordsOf(scored: ScoredRows, { cells }: RequestRows, time: string): readonly PredictionRecord[] {
  const { model, version, contract } = scored.served;
  const { inputs } = contract;
  return scored.ids.map((id, row) => {
    // A copy of an object that has all keys is one allocation; adding them one by one is several.
    const features: PredictionRecord['features'] = { ...contract.missingFeatures };
    for (let i = 0; i < inputs.length; i++)
      features[inputs[i]?.name ?? ''] = cells[row * inputs.length + i] ?? null;
    const label = labelOf(scored, row);
    const probabilities = probabilitiesOf(scored, row);
    return { type: 'prediction', id, time, model, version, features, label, probabilities };
  });
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
