/** Runs: create, update, get, search, delete. https://mlflow.org/docs/latest/rest-api.html#create-run */

import { z } from 'zod';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { eachItem } from './pages.js';
import { doubleAnswer, int64Answer, newTag, tag, timestampMs } from './wire-values.js';

const status = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']);

const runInfo = z.object({
  run_id: z.string(),
  run_name: z.string().default(''),
  experiment_id: z.string(),
  status,
  start_time: int64Answer.optional(),
  end_time: int64Answer.optional(),
  artifact_uri: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
});

/** Also what `metrics/get-history` lists. */
export const metric = z.object({
  key: z.string(),
  value: doubleAnswer,
  timestamp: int64Answer,
  step: int64Answer.default(0),
});
export type Metric = z.output<typeof metric>;

const datasetInput = z.object({
  tags: z.array(tag).default([]),
  dataset: z.object({
    name: z.string(),
    digest: z.string(),
    source_type: z.string().default(''),
    source: z.string().default(''),
    schema: z.string().optional(),
    profile: z.string().optional(),
  }),
});

const run = z.object({
  info: runInfo,
  data: z
    .object({
      /** The latest of each key. */
      metrics: z.array(metric).default([]),
      params: z.array(tag).default([]),
      tags: z.array(tag).default([]),
    })
    .prefault({}),
  inputs: z.object({ dataset_inputs: z.array(datasetInput).default([]) }).prefault({}),
});
export type Run = z.output<typeof run>;

const runName = z.string().max(250);

const create = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/create',
  isRepeatable: false,
  request: z.strictObject({
    experiment_id: z.string(),
    run_name: runName.optional(),
    start_time: timestampMs,
    tags: z.array(newTag).optional(),
  }),
  response: z.object({ run }),
});

const update = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/update',
  isRepeatable: true,
  request: z.strictObject({
    run_id: z.string(),
    status: status.optional(),
    end_time: timestampMs.optional(),
    run_name: runName.optional(),
  }),
  response: z.object({ run_info: runInfo }),
});

const get = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/runs/get',
  isRepeatable: true,
  request: z.strictObject({ run_id: z.string() }),
  response: z.object({ run }),
});

const remove = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/delete',
  isRepeatable: true,
  request: z.strictObject({ run_id: z.string() }),
  response: emptyResponse,
});

const search = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/search',
  isRepeatable: true,
  request: z.strictObject({
    experiment_ids: z.array(z.string()).min(1),
    /** SQL-like, e.g. ``metrics.loss < 0.3 and tags.`team` = 'x'``. */
    filter: z.string().optional(),
    run_view_type: z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).optional(),
    /** Runs on a page. Default 1000. */
    max_results: z.int().min(1).max(50_000).optional(),
    order_by: z.array(z.string()).optional(),
    page_token: z.string().optional(),
  }),
  response: z.object({ runs: z.array(run).default([]), next_page_token: z.string().optional() }),
});

export class Runs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A lost answer is not asked for again: look with `search` for a tag of your own whether the run is there. */
  async create(request: z.input<typeof create.request>): Promise<Run> {
    return (await this.#transport.call(create, request)).run;
  }

  async update(request: z.input<typeof update.request>): Promise<void> {
    await this.#transport.call(update, request);
  }

  async get(runId: string): Promise<Run> {
    return (await this.#transport.call(get, { run_id: runId })).run;
  }

  /** Moves the run to the server's trash. */
  async delete(runId: string): Promise<void> {
    await this.#transport.call(remove, { run_id: runId });
  }

  /** Every run that matches, page by page. Experiments that do not exist have none. */
  search(request: Omit<z.input<typeof search.request>, 'page_token'>): AsyncGenerator<Run, void, undefined> {
    return eachItem(async (page_token) => {
      const page = await this.#transport.call(search, { ...request, page_token });
      return { items: page.runs, nextPageToken: page.next_page_token };
    });
  }
}
