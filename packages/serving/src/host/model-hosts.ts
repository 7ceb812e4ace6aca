/** All models of a server: finds the one that a path names, and looks at the registry at a steady pace. */

import { setTimeout as delay } from 'node:timers/promises';
import type { KeyedRequest } from '../rollout/request-key.js';
import { modelNotReady, modelUnknown, modelVersionUnknown } from './errors.js';
import { ModelHost, type ModelHostOptions, type ModelStatus } from './model-host.js';
import type { ServedModel } from './served-model.js';

export interface ModelHostsOptions extends Omit<ModelHostOptions, 'model'> {
  readonly models: readonly string[];
  readonly pollIntervalMs: number;
}

export class ModelHosts {
  readonly #hosts: ReadonlyMap<string, ModelHost>;
  readonly #pollIntervalMs: number;
  readonly #stopping = new AbortController();
  #following: Promise<void> | undefined;

  constructor({ models, pollIntervalMs, ...options }: ModelHostsOptions) {
    this.#hosts = new Map(models.map((model) => [model, new ModelHost({ ...options, model })]));
    this.#pollIntervalMs = pollIntervalMs;
  }

  get names(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  get statuses(): readonly ModelStatus[] {
    return [...this.#hosts.values()].map((host) => host.status);
  }

  /** The versions that take traffic. */
  get served(): readonly ServedModel[] {
    return [...this.#hosts.values()].flatMap(({ serving }) => (serving ? [serving] : []));
  }

  /** Whether every model has a version that takes traffic, save those that a client unloaded. */
  get areServing(): boolean {
    return [...this.#hosts.values()].every((host) => host.serving !== undefined || host.isUnloaded);
  }

  /** Loads all champions, then follows them. @throws What the first of them that cannot be loaded throws. */
  async start(): Promise<void> {
    const starts = await Promise.allSettled([...this.#hosts.values()].map((host) => host.start()));
    this.#following = this.#follow();
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
    await Promise.all([...this.#hosts.values()].map((host) => host.settled()));
  }

  /** @throws `MODEL_UNKNOWN`. */
  host(model: string): ModelHost {
    const host = this.#hosts.get(model);
    if (!host) throw modelUnknown();
    return host;
  }

  /**
   * The version that takes traffic.
   * @param version As the path has it, also that beside the champion; undefined takes whichever serves.
   * @param request What a rollout may give to either version; undefined takes the champion.
   * @throws `MODEL_UNKNOWN`, `MODEL_NOT_READY`, `MODEL_VERSION_UNKNOWN`.
   */
  serving(model: string, version?: string, request?: KeyedRequest): ServedModel {
    const { serving, rollout } = this.host(model);
    if (!serving) throw modelNotReady(model);
    if (version === undefined) {
      if (rollout?.active === undefined || request === undefined) return serving;
      return rollout.active.assign(request);
    }
    if (version === String(serving.version)) return serving;
    const candidate = rollout?.candidate;
    if (candidate && version === String(candidate.version)) return candidate;
    throw modelVersionUnknown(model, serving.version);
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(this.#pollIntervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      // One after the other: loading two models at once would double the pause of the worker.
      for (const host of this.#hosts.values()) await host.follow();
    }
  }
}
