/**
 * Logged models (MLflow 3 and later): a model's files with a home of their own, linked to the run that made them.
 * The order: create, upload to its `artifact_uri`, finalize, link to the run; a version's source is `models:/<model_id>`.
 * Source: `LoggedModel` in `mlflow/protos/service.proto`.
 */

import { z } from 'zod';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { eachItem } from './pages.js';
import { int64, newParam, newTag, tag } from './wire-values.js';

const loggedModel = z.object({
  info: z.object({
    model_id: z.string(),
    experiment_id: z.string(),
    name: z.string(),
    artifact_uri: z.string(),
    status: z.enum([
      'LOGGED_MODEL_STATUS_UNSPECIFIED',
      'LOGGED_MODEL_PENDING',
      'LOGGED_MODEL_READY',
      'LOGGED_MODEL_UPLOAD_FAILED',
    ]),
    model_type: z.string().default(''),
    source_run_id: z.string().default(''),
    tags: z.array(tag).default([]),
  }),
  data: z.object({ params: z.array(tag).default([]) }).prefault({}),
});
export type LoggedModel = z.output<typeof loggedModel>;

const path = 'api/2.0/mlflow/logged-models';
const modelId = z.string().regex(/^m-[\w-]+$/, 'must be the id of a logged model, e.g. m-7ada…');

const create = endpoint({
  method: 'POST',
  path,
  isRepeatable: false,
  request: z.strictObject({
    experiment_id: z.string(),
    name: z.string().regex(/^[^/:.%"']+$/, `must not be empty or hold any of / : . % " '`),
    /** e.g. `onnx`. */
    model_type: z.string().optional(),
    source_run_id: z.string().optional(),
    params: z.array(newParam).optional(),
    tags: z.array(newTag).optional(),
  }),
  response: z.object({ model: loggedModel }),
});

const get = endpoint({
  method: 'GET',
  path: `${path}/{model_id}`,
  isRepeatable: true,
  request: z.strictObject({ model_id: modelId }),
  response: z.object({ model: loggedModel }),
});

const finalize = endpoint({
  method: 'PATCH',
  path: `${path}/{model_id}`,
  isRepeatable: true,
  request: z.strictObject({
    model_id: modelId,
    status: z.enum(['LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED']),
  }),
  response: z.object({ model: loggedModel }),
});

const search = endpoint({
  method: 'POST',
  path: `${path}/search`,
  isRepeatable: true,
  request: z.strictObject({
    experiment_ids: z.array(z.string()).min(1),
    /** SQL-like, e.g. `name = 'churn'`. */
    filter: z.string().optional(),
    max_results: z.int().min(1).max(50).optional(),
    page_token: z.string().optional(),
  }),
  response: z.object({ models: z.array(loggedModel).default([]), next_page_token: z.string().optional() }),
});

const linkOutputs = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/runs/outputs',
  isRepeatable: true,
  request: z.strictObject({
    run_id: z.string(),
    models: z.array(z.strictObject({ model_id: modelId, step: int64 })).min(1),
  }),
  response: emptyResponse,
});

export class LoggedModels {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The model is pending until `finalize`. */
  async create(request: z.input<typeof create.request>): Promise<LoggedModel> {
    return (await this.#transport.call(create, request)).model;
  }

  async get(modelId: string): Promise<LoggedModel> {
    return (await this.#transport.call(get, { model_id: modelId })).model;
  }

  /** Says that all files are there, or that they never will be. */
  async finalize(request: z.input<typeof finalize.request>): Promise<LoggedModel> {
    return (await this.#transport.call(finalize, request)).model;
  }

  search(
    request: Omit<z.input<typeof search.request>, 'page_token'>,
  ): AsyncGenerator<LoggedModel, void, undefined> {
    return eachItem(async (page_token) => {
      const page = await this.#transport.call(search, { ...request, page_token });
      return { items: page.models, nextPageToken: page.next_page_token };
    });
  }

  /** Shows the models as what the run made. */
  async linkToRun(request: z.input<typeof linkOutputs.request>): Promise<void> {
    await this.#transport.call(linkOutputs, request);
  }
}
