/**
 * The models of an endpoint under the names by which SageMaker keeps them. It makes them up and sends the target that a
 * client named in a header, so the target is what says which model is meant: `churn`, or the archive `churn.tar.gz`.
 */

import { modelAlreadyLoaded, modelUnknown } from '../../host/errors.js';
import type { HostedModels } from '../hosted-models.js';

export interface LoadedModel {
  readonly name: string;
  readonly model: string;
  /** The newest that takes traffic. */
  readonly version: number;
}

export class LoadedModels {
  readonly #models: HostedModels;
  /** By model: at most one each, whatever clients send. */
  readonly #names = new Map<string, string>();

  constructor(models: HostedModels) {
    this.#models = models;
  }

  /** Those that take traffic. One that was not loaded under another name has its own. */
  get all(): readonly LoadedModel[] {
    return this.#models.states.flatMap(({ model, versions }) => {
      const newest = versions.at(-1);
      return newest ? [{ name: this.#names.get(model) ?? model, model, version: newest.version }] : [];
    });
  }

  /** @throws `MODEL_UNKNOWN` where no model is loaded under the name. */
  get(name: string): LoadedModel {
    const found = this.all.find((loaded) => loaded.name === name);
    if (!found) throw modelUnknown();
    return found;
  }

  /** @throws `MODEL_ALREADY_LOADED`, `MODEL_CONTROL_REFUSED`. */
  async load(name: string, target: string | undefined): Promise<void> {
    const { all } = this;
    if (all.some((loaded) => loaded.name === name)) throw modelAlreadyLoaded();
    const model = this.#targetOf(name, target);
    if (!all.some((loaded) => loaded.model === model)) await this.#models.load(model);
    this.#names.set(model, name);
  }

  /** @throws `MODEL_UNKNOWN`, `MODEL_CONTROL_REFUSED`. */
  async unload(name: string): Promise<void> {
    const { model } = this.get(name);
    await this.#models.unload(model);
    this.#names.delete(model);
  }

  /** The model that is to be loaded under the name: the target's, else the one that is called so. */
  #targetOf(name: string, target: string | undefined): string {
    const wanted = target?.replace(/^\//, '').replace(/\.tar\.gz$/, '');
    if (wanted !== undefined && this.#models.names.includes(wanted)) return wanted;
    for (const [model, given] of this.#names) if (given === name) return model;
    return name;
  }
}
