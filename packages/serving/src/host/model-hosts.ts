/** All models of a server: finds the one that a path names, and looks at the registry at a steady pace. */

import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeyedRequest } from '../rollout/request-key.js';
import { modelUnknown, modelVersionUnknown } from './errors.js';
import { ModelHost, type ModelHostOptions } from './model-host.js';
import { modelNotServing } from './model-not-serving.js';
import type { ModelStatus } from './model-status.js';
import type { ServedModel } from './served-model.js';
import { Turns } from './turns.js';

export interface ModelHostsOptions extends Omit<ModelHostOptions, 'model' | 'proofs'> {
  readonly models: readonly string[];
  readonly pollIntervalMs: number;
}

/** What a stop waits for loads that are under way. */
const patienceMs = 500;

export class ModelHosts {
  readonly #hosts: ReadonlyMap<string, ModelHost>;
  readonly #pollIntervalMs: number;
  readonly #stopping = new AbortController();
  #following: Promise<unknown> | undefined;

  constructor({ models, pollIntervalMs, ...options }: ModelHostsOptions) {
    const proofs = new Turns();
    this.#hosts = new Map(models.map((model) => [model, new ModelHost({ ...options, model, proofs })]));
    this.#pollIntervalMs = pollIntervalMs;
    // As many as there are models: not a leak, of which Node would warn from the eleventh on.
    setMaxListeners(0, this.#stopping.signal);
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
    this.#following = Promise.all([...this.#hosts.values()].map((host) => this.#follow(host)));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const settled = [this.#following, ...[...this.#hosts.values()].map((host) => host.settled())];
    // A load may take a minute, and ends with the engine.
    await Promise.race([Promise.all(settled), delay(patienceMs)]);
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
   * @throws `MODEL_UNKNOWN`, `MODEL_NOT_READY`, `MODEL_UNLOADED`, `MODEL_VERSION_UNKNOWN`.
   */
  serving(model: string, version?: string, request?: KeyedRequest): ServedModel {
    const host = this.host(model);
    const { serving, rollout } = host;
    if (!serving) throw modelNotServing(host);
    if (version === undefined) {
      if (rollout?.active === undefined || request === undefined) return serving;
      return rollout.active.assign(request);
    }
    if (version === String(serving.version)) return serving;
    const candidate = rollout?.candidate;
    if (candidate && version === String(candidate.version)) return candidate;
    throw modelVersionUnknown(model, serving.version);
  }

  /** Each by itself: a model that takes a minute to load must not keep another one from going back. */
  async #follow(host: ModelHost): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(this.#pollIntervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await host.follow();
    }
  }
}
