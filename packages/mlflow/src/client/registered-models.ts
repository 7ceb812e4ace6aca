/** Registered models, their tags and their aliases. https://mlflow.org/docs/latest/rest-api.html#create-registeredmodel */

import { z } from 'zod';
import { emptyResponse, endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { modelVersion, type RegisteredVersion } from './model-versions.js';
import { eachItem } from './pages.js';
import { saysServer } from './server-codes.js';
import {
  aliasName,
  key,
  modelName,
  newRegistryTag,
  tag,
  versionAnswer,
  versionNumber,
} from './wire-values.js';

const registeredModel = z.object({
  name: z.string(),
  description: z.string().default(''),
  tags: z.array(tag).default([]),
  /** The server's search leaves them out; `get` has them. */
  aliases: z.array(z.object({ alias: z.string(), version: versionAnswer })).default([]),
});
export type MlflowModel = z.output<typeof registeredModel>;

const create = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/registered-models/create',
  isRepeatable: false,
  request: z.strictObject({
    name: modelName,
    description: z.string().optional(),
    tags: z.array(newRegistryTag).optional(),
  }),
  response: z.object({ registered_model: registeredModel }),
});

const get = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/registered-models/get',
  isRepeatable: true,
  request: z.strictObject({ name: modelName }),
  response: z.object({ registered_model: registeredModel }),
});

const search = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/registered-models/search',
  isRepeatable: true,
  request: z.strictObject({
    /** SQL-like, e.g. `name = 'churn'`. */
    filter: z.string().optional(),
    max_results: z.int().min(1).max(1000).optional(),
    page_token: z.string().optional(),
  }),
  response: z.object({
    registered_models: z.array(registeredModel).default([]),
    next_page_token: z.string().optional(),
  }),
});

const setTag = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/registered-models/set-tag',
  isRepeatable: true,
  request: newRegistryTag.extend({ name: modelName }),
  response: emptyResponse,
});

const deleteTag = endpoint({
  method: 'DELETE',
  path: 'api/2.0/mlflow/registered-models/delete-tag',
  isRepeatable: true,
  request: z.strictObject({ name: modelName, key }),
  response: emptyResponse,
});

const aliasPath = 'api/2.0/mlflow/registered-models/alias';
const namedAlias = z.strictObject({ name: modelName, alias: aliasName });

const setAlias = endpoint({
  method: 'POST',
  path: aliasPath,
  isRepeatable: true,
  request: namedAlias.extend({ version: versionNumber }),
  response: emptyResponse,
});

const getAlias = endpoint({
  method: 'GET',
  path: aliasPath,
  isRepeatable: true,
  request: namedAlias,
  response: z.object({ model_version: modelVersion }),
});

const deleteAlias = endpoint({
  method: 'DELETE',
  path: aliasPath,
  isRepeatable: true,
  request: namedAlias,
  response: emptyResponse,
});

export class RegisteredModels {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async create(request: z.input<typeof create.request>): Promise<MlflowModel> {
    return (await this.#transport.call(create, request)).registered_model;
  }

  /** Undefined when there is none. */
  async get(name: string): Promise<MlflowModel | undefined> {
    try {
      return (await this.#transport.call(get, { name })).registered_model;
    } catch (error) {
      if (saysServer(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
      throw error;
    }
  }

  /** The model of the name; of several callers at once one creates it, and all get it. */
  async getOrCreate(name: string): Promise<MlflowModel> {
    const found = await this.get(name);
    if (found) return found;
    try {
      return await this.create({ name });
    } catch (error) {
      const other = saysServer(error, 'RESOURCE_ALREADY_EXISTS') && (await this.get(name));
      if (other) return other;
      throw error;
    }
  }

  search(filter?: string): AsyncGenerator<MlflowModel, void, undefined> {
    return eachItem(async (page_token) => {
      const page = await this.#transport.call(search, { filter, max_results: 100, page_token });
      return { items: page.registered_models, nextPageToken: page.next_page_token };
    });
  }

  async setTag(request: z.input<typeof setTag.request>): Promise<void> {
    await this.#transport.call(setTag, request);
  }

  /** Deleting a tag that is not there is fine. */
  async deleteTag(request: z.input<typeof deleteTag.request>): Promise<void> {
    await this.#transport.call(deleteTag, request);
  }

  async setAlias(request: z.input<typeof setAlias.request>): Promise<void> {
    await this.#transport.call(setAlias, request);
  }

  /** The version that the alias points at, or undefined. */
  async getAlias(request: z.input<typeof getAlias.request>): Promise<RegisteredVersion | undefined> {
    try {
      return (await this.#transport.call(getAlias, request)).model_version;
    } catch (error) {
      // An alias that is not there is an 'invalid parameter' to the server; a model that is not there has its own code.
      const isMissing = /alias .* not found/.test(error instanceof Error ? error.message : '');
      if (isMissing || saysServer(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
      throw error;
    }
  }

  /** Deleting an alias that is not there is fine. */
  async deleteAlias(request: z.input<typeof deleteAlias.request>): Promise<void> {
    await this.#transport.call(deleteAlias, request);
  }
}
