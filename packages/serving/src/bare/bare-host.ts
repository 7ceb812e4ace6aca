/**
 * One bare model with its versions. What the folder has is loaded beside what serves and takes over in one step; what is
 * bad is refused with its reason, and the version from before goes on. It is tried again when its files change, or by
 * itself where a process or the time was to blame.
 */

import { modelVersionUnknown } from '../host/errors.js';
import { modelNotServing } from '../host/model-not-serving.js';
import type { RefusedVersion } from '../host/model-status.js';
import { RetryPause } from '../host/retry-pause.js';
import type { BareModel } from './bare-model.js';
import { type BareLoader, loadBareModel } from './load-bare-model.js';
import type { FoundModel, FoundVersion } from './models-folder.js';

/** What happened, for logs and metrics. */
export interface BareObserver {
  loaded(to: BareModel, from: BareModel | undefined): void;
  unloaded(from: BareModel, reason: string): void;
  /** `version` is undefined where it is about the whole model. */
  refused(model: string, version: number | undefined, reason: string): void;
  warned(model: string, warning: string): void;
  folderUnreadable(error: Error): void;
}

export class BareHost {
  readonly model: string;
  readonly #loader: BareLoader;
  readonly #observer: BareObserver;
  readonly #versions = new Map<number, BareModel>();
  readonly #refused = new Map<number, RefusedVersion>();
  /** Of versions that were refused and have not been loaded since. */
  readonly #retries = new Map<number, RetryPause>();
  #problem: string | undefined;
  /** Of the files that were looked at last. */
  #stamp: string | undefined;
  #isUnloaded = false;

  constructor(model: string, loader: BareLoader, observer: BareObserver) {
    this.model = model;
    this.#loader = loader;
    this.#observer = observer;
  }

  /** The highest version that takes traffic. */
  get serving(): BareModel | undefined {
    return this.versions.at(-1);
  }

  /** Ascending. */
  get versions(): readonly BareModel[] {
    return [...this.#versions.values()].sort((a, b) => a.version - b.version);
  }

  get refused(): readonly RefusedVersion[] {
    return [...this.#refused.values()];
  }

  /** Why nothing of it can be loaded. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether a client asked that the model is not served. */
  get isUnloaded(): boolean {
    return this.#isUnloaded;
  }

  /** @throws `MODEL_NOT_READY`, `MODEL_UNLOADED`, `MODEL_VERSION_UNKNOWN`. */
  version(version: string | undefined): BareModel {
    const { serving } = this;
    if (!serving) throw modelNotServing(this);
    if (version === undefined) return serving;
    const named = this.versions.find((known) => String(known.version) === version);
    if (!named) throw modelVersionUnknown(this.model, serving.version);
    return named;
  }

  /** Whether the files are others than those that were loaded or refused, or what was refused is due again. */
  isNews({ stamp }: FoundModel): boolean {
    if (this.#isUnloaded) return false;
    return stamp !== this.#stamp || [...this.#retries.values()].some(({ isDue }) => isDue);
  }

  /** Makes of it what the folder has. Never throws. */
  async follow(found: FoundModel): Promise<void> {
    if (found.stamp !== this.#stamp) this.#retries.clear();
    this.#stamp = found.stamp;
    this.#refused.clear();
    this.#problem = found.problems.length > 0 ? found.problems.join('; ') : undefined;
    if (this.#problem !== undefined) {
      this.#observer.refused(this.model, undefined, this.#problem);
      return;
    }
    for (const warning of found.config.warnings) this.#observer.warned(this.model, warning);
    for (const version of found.versions) await this.#load(found, version);
    const isGone = (version: number) => !found.versions.some((known) => known.version === version);
    for (const version of [...this.#versions.keys()].filter(isGone))
      this.#remove(version, 'it is not in the folder any more');
  }

  /** Tries everything again, and ends an unload. */
  async load(found: FoundModel): Promise<void> {
    this.#isUnloaded = false;
    await this.follow(found);
  }

  /** No version takes traffic until the next load, or until the folder has the model again. */
  unload(reason: string, { isAsked }: { readonly isAsked: boolean }): void {
    this.#isUnloaded = isAsked;
    this.#stamp = undefined;
    this.#refused.clear();
    this.#retries.clear();
    for (const version of [...this.#versions.keys()]) this.#remove(version, reason);
  }

  async #load(found: FoundModel, foundVersion: FoundVersion): Promise<void> {
    const { version } = foundVersion;
    const previous = this.#versions.get(version);
    try {
      const next = await loadBareModel(found, foundVersion, { ...this.#loader, previous });
      this.#retries.delete(version);
      if (next === previous) return;
      this.#versions.set(version, next);
      previous?.retire();
      this.#observer.loaded(next, previous);
    } catch (error) {
      this.#refuse(version, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #refuse(version: number, error: Error): void {
    const reason = error.message;
    this.#refused.set(version, { version, reason, at: new Date().toISOString() });
    const retry = this.#retries.get(version) ?? new RetryPause();
    retry.failed(error);
    this.#retries.set(version, retry);
    this.#observer.refused(this.model, version, reason);
  }

  #remove(version: number, reason: string): void {
    const served = this.#versions.get(version);
    this.#versions.delete(version);
    if (!served) return;
    served.retire();
    this.#observer.unloaded(served, reason);
  }
}
