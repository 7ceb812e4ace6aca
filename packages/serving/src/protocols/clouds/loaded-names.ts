/**
 * The names by which SageMaker keeps the models of an endpoint. It makes them up and sends the target that a client
 * named in a header, so the target is what says which model is meant: `churn`, or the archive `churn.tar.gz`.
 */

import type { HostedModels } from '../hosted-models.js';

export class LoadedNames {
  readonly #models: Pick<HostedModels, 'names'>;
  /** By model: at most one each, whatever clients send. */
  readonly #names = new Map<string, string>();

  constructor(models: Pick<HostedModels, 'names'>) {
    this.#models = models;
  }

  /** Under which name the model is loaded: its own, until it is loaded under another. */
  nameOf(model: string): string {
    return this.#names.get(model) ?? model;
  }

  /** The model of a name; the name itself where no model has it. */
  modelOf(name: string): string {
    for (const [model, given] of this.#names) if (given === name) return model;
    return name;
  }

  /** The model that is to be loaded under the name: the target's, else the one that is called so. */
  targetOf(name: string, target: string | undefined): string {
    const model = target?.replace(/^\//, '').replace(/\.tar\.gz$/, '');
    return model !== undefined && this.#models.names.includes(model) ? model : this.modelOf(name);
  }

  give(name: string, model: string): void {
    this.#names.set(model, name);
  }

  forget(model: string): void {
    this.#names.delete(model);
  }
}
