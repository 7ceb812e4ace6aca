/** Versions of registered models. https://mlflow.org/docs/latest/rest-api.html#create-modelversion */

import { z } from 'zod';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { eachItem } from './pages.js';
import { modelName, newRegistryTag, tag, versionAnswer, versionNumber } from './wire-values.js';

export const modelVersion = z.object({
  name: z.string(),
  version: versionAnswer,
  description: z.string().default(''),
  source: z.string().default(''),
  run_id: z.string().default(''),
  status: z.enum(['PENDING_REGISTRATION', 'FAILED_REGISTRATION', 'READY']),
  tags: z.array(tag).default([]),
  /** The server's search leaves them out; `get` has them. */
  aliases: z.array(z.string()).default([]),
});
export type RegisteredVersion = z.output<typeof modelVersion>;

const create = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/model-versions/create',
  isRepeatable: false,
  request: z.strictObject({
    name: modelName,
    /** `runs:/<run>/<path>` with `run_id`, or `models:/<logged model>` with `model_id`. */
    source: z.string().min(1),
    run_id: z.string().optional(),
    model_id: z.string().optional(),
    description: z.string().optional(),
    tags: z.array(newRegistryTag).optional(),
  }),
  response: z.object({ model_version: modelVersion }),
});

const get = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/model-versions/get',
  isRepeatable: true,
  request: z.strictObject({ name: modelName, version: versionNumber }),
  response: z.object({ model_version: modelVersion }),
});

const search = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/model-versions/search',
  isRepeatable: true,
  request: z.strictObject({
    /** SQL-like, e.g. `name = 'churn' and tags.gate = 'passed'`. */
    filter: z.string().optional(),
    max_results: z.int().min(1).max(200_000).optional(),
    page_token: z.string().optional(),
  }),
  response: z.object({
    model_versions: z.array(modelVersion).default([]),
    next_page_token: z.string().optional(),
  }),
});

const setTag = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/model-versions/set-tag',
  isRepeatable: true,
  request: newRegistryTag.extend({ name: modelName, version: versionNumber }),
  response: emptyResponse,
});

export class ModelVersions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A lost answer is not asked for again: look with `search` for a tag of your own whether the version is there. */
  async create(request: z.input<typeof create.request>): Promise<RegisteredVersion> {
    return (await this.#transport.call(create, request)).model_version;
  }

  async get(request: z.input<typeof get.request>): Promise<RegisteredVersion> {
    return (await this.#transport.call(get, request)).model_version;
  }

  search(filter?: string): AsyncGenerator<RegisteredVersion, void, undefined> {
    return eachItem(async (page_token) => {
      const page = await this.#transport.call(search, { filter, max_results: 200, page_token });
      return { items: page.model_versions, nextPageToken: page.next_page_token };
    });
  }

  async setTag(request: z.input<typeof setTag.request>): Promise<void> {
    await this.#transport.call(setTag, request);
  }
}
