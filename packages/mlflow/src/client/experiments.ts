/** Experiments: what runs are grouped in. https://mlflow.org/docs/latest/rest-api.html#create-experiment */

import { z } from 'zod';
import { experimentDeleted } from '../errors.js';
import { endpoint } from '../transport/endpoint.js';
import type { Transport } from '../transport/transport.js';
import { saysServer } from './server-codes.js';
import { newTag, tag } from './wire-values.js';

const experiment = z.object({
  experiment_id: z.string(),
  name: z.string(),
  artifact_location: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
  tags: z.array(tag).default([]),
});
export type Experiment = z.output<typeof experiment>;

const name = z.string().min(1).max(500);

const create = endpoint({
  method: 'POST',
  path: 'api/2.0/mlflow/experiments/create',
  isRepeatable: false,
  request: z.strictObject({ name, tags: z.array(newTag).optional() }),
  response: z.object({ experiment_id: z.string() }),
});

const get = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/experiments/get',
  isRepeatable: true,
  request: z.strictObject({ experiment_id: z.string() }),
  response: z.object({ experiment }),
});

const getByName = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/experiments/get-by-name',
  isRepeatable: true,
  request: z.strictObject({ experiment_name: name }),
  response: z.object({ experiment }),
});

export class Experiments {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The new experiment's id. */
  async create(request: z.input<typeof create.request>): Promise<string> {
    return (await this.#transport.call(create, request)).experiment_id;
  }

  async get(experimentId: string): Promise<Experiment> {
    return (await this.#transport.call(get, { experiment_id: experimentId })).experiment;
  }

  /** Undefined when there is none. A deleted one is found too. */
  async getByName(experimentName: string): Promise<Experiment | undefined> {
    try {
      return (await this.#transport.call(getByName, { experiment_name: experimentName })).experiment;
    } catch (error) {
      if (saysServer(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
      throw error;
    }
  }

  /**
   * The active experiment of the name; of several callers at once one creates it, and all get it.
   * @throws `MLFLOW_EXPERIMENT_DELETED`
   */
  async getOrCreate(experimentName: string): Promise<Experiment> {
    const found = (await this.getByName(experimentName)) ?? (await this.#createAndGet(experimentName));
    if (found.lifecycle_stage === 'deleted') throw experimentDeleted(experimentName);
    return found;
  }

  async #createAndGet(experimentName: string): Promise<Experiment> {
    try {
      return await this.get(await this.create({ name: experimentName }));
    } catch (error) {
      const other = saysServer(error, 'RESOURCE_ALREADY_EXISTS') && (await this.getByName(experimentName));
      if (other) return other;
      throw error;
    }
  }
}
