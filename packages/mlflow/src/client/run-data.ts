/**
 * What is logged to a run: metrics, parameters, tags and data sets. Batches are split within every limit of
 * https://mlflow.org/docs/latest/rest-api.html#log-batch. Repeating a batch changes nothing: parameters are written
 * once, tags are overwritten, and of equal metric points the server keeps one.
 */

import { z } from 'zod';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { eachItem } from './pages.js';
import { type Metric, metric } from './runs.js';
import {
  batchLimits,
  int64,
  key,
  type NewTag,
  newParam,
  newTag,
  tagValue,
  timestampMs,
  wireDouble,
} from './wire-values.js';

const newMetric = z.strictObject({
  key,
  /** NaN and the infinities are allowed. */
  value: wireDouble,
  timestamp: timestampMs,
  step: int64,
});

const logBatch = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/log-batch',
  isRepeatable: true,
  request: z.strictObject({
    run_id: z.string(),
    metrics: z.array(newMetric),
    params: z.array(newParam),
    tags: z.array(newTag),
  }),
  response: emptyResponse,
});

const setTag = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/set-tag',
  isRepeatable: true,
  request: z.strictObject({ run_id: z.string(), key, value: tagValue }),
  response: emptyResponse,
});

const logInputs = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/log-inputs',
  isRepeatable: true,
  request: z.strictObject({
    run_id: z.string(),
    datasets: z
      .array(
        z.strictObject({
          tags: z.array(newTag),
          dataset: z.strictObject({
            name: z.string().min(1).max(500),
            digest: z.string().min(1).max(36),
            source_type: z.string().min(1),
            /** Any text; MLflow's own sources are JSON. */
            source: z.string().min(1).max(65_535),
            /** JSON: `{"mlflow_colspec": [{"type", "name", "required"}]}`. */
            schema: z.string().max(1_048_575).optional(),
            /** JSON: `{"num_rows": …}`. */
            profile: z.string().max(16_777_215).optional(),
          }),
        }),
      )
      .min(1)
      .max(1000),
  }),
  response: emptyResponse,
});

const getHistory = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/metrics/get-history',
  isRepeatable: true,
  request: z.strictObject({
    run_id: z.string(),
    metric_key: key,
    max_results: z.int().min(1).max(25_000),
    page_token: z.string().optional(),
  }),
  response: z.object({ metrics: z.array(metric).default([]), next_page_token: z.string().optional() }),
});

export type NewMetric = z.input<typeof newMetric>;
export type NewParam = z.input<typeof newParam>;

export interface RunEntries {
  readonly metrics?: readonly NewMetric[];
  readonly params?: readonly NewParam[];
  readonly tags?: readonly NewTag[];
}

/** A server takes a request of 1 MB at most; the rest is for the names of the fields. */
const maxBatchCharacters = 900_000;
const checkedEntries = logBatch.request.omit({ run_id: true });

export class RunData {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Logs everything in order, in as many requests as the limits make. All of it is checked before anything is sent.
   * @throws `MLFLOW_VALUE_INVALID`; `MLFLOW_REFUSED` when a parameter has another value already.
   */
  async log(runId: string, { metrics = [], params = [], tags = [] }: RunEntries): Promise<void> {
    const batches = splitBatch({ metrics, params, tags });
    for (const batch of batches) this.#transport.check(logBatch, { run_id: runId, ...batch });
    for (const batch of batches) await this.#transport.call(logBatch, { run_id: runId, ...batch });
  }

  async setTag(runId: string, entry: NewTag): Promise<void> {
    await this.#transport.call(setTag, { run_id: runId, ...entry });
  }

  /** A data set with a name and digest that the server has is linked; its other fields stay as they were first. */
  async logInputs(request: z.input<typeof logInputs.request>): Promise<void> {
    await this.#transport.call(logInputs, request);
  }

  /** Every point of the metric, oldest first; none when it was never logged. */
  history(runId: string, metricKey: string): AsyncGenerator<Metric, void, undefined> {
    return eachItem(async (page_token) => {
      const request = { run_id: runId, metric_key: metricKey, max_results: 10_000, page_token };
      const page = await this.#transport.call(getHistory, request);
      return { items: page.metrics, nextPageToken: page.next_page_token };
    });
  }
}

type Batch = z.input<typeof checkedEntries>;
type Entry = {
  readonly [Kind in keyof Batch]: { readonly kind: Kind; readonly entry: Batch[Kind][number] };
}[keyof Batch];

/** Fills one batch after the other, in the order parameters, tags, metrics. */
export function splitBatch({ metrics = [], params = [], tags = [] }: RunEntries): readonly Batch[] {
  const batches: Batch[] = [];
  let room = 0;
  let characters = 0;
  for (const item of entriesOf({ metrics, params, tags })) {
    const size = JSON.stringify(item.entry).length;
    const current = batches.at(-1);
    const isFull = !current || current[item.kind].length >= batchLimits[item.kind];
    const batch = isFull || room === 0 || characters + size > maxBatchCharacters ? emptyBatch() : current;
    if (batch !== current) {
      batches.push(batch);
      room = batchLimits.total;
      characters = 0;
    }
    add(batch, item);
    room -= 1;
    characters += size;
  }
  return batches;
}

function* entriesOf({ metrics = [], params = [], tags = [] }: RunEntries): Generator<Entry, void, undefined> {
  for (const entry of params) yield { kind: 'params', entry };
  for (const entry of tags) yield { kind: 'tags', entry };
  for (const entry of metrics) yield { kind: 'metrics', entry };
}

function emptyBatch(): Batch {
  return { metrics: [], params: [], tags: [] };
}

function add(batch: Batch, item: Entry): void {
  if (item.kind === 'metrics') batch.metrics.push(item.entry);
  else if (item.kind === 'params') batch.params.push(item.entry);
  else batch.tags.push(item.entry);
}
