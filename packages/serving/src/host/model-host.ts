/**
 * Follows the `champion` alias of one model. A new champion is loaded beside the one that serves and takes over in one
 * step; a bad one is refused and not tried again until the alias moves. Canaries and shadows are left out.
 */

import type { ModelRegistry, RegisteredModel } from '@waymark/contracts';
import { championMissing } from '../errors.js';
import { loadVersion, type VersionLoader } from './load-version.js';
import type { ServedModel } from './served-model.js';

export interface RefusedVersion {
  readonly version: number;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface ModelStatus {
  readonly model: string;
  /** Undefined while no version takes traffic. */
  readonly serving:
    | { readonly version: number; readonly manifestSha256: string; readonly bundleFolder: string }
    | undefined;
  /** The champion that was refused, while the alias points to it. */
  readonly refused: RefusedVersion | undefined;
}

/** What happened, for logs and metrics. */
export interface HostObserver {
  swapped(to: ServedModel, from: ServedModel | undefined): void;
  refused(model: string, refused: RefusedVersion, error: Error): void;
  /** The registry could not be read; the version that serves goes on. Told once for each new reason. */
  registryUnreadable(model: string, error: Error): void;
}

export interface ModelHostOptions extends VersionLoader {
  readonly model: string;
  readonly observer: HostObserver;
}

export class ModelHost {
  readonly model: string;
  readonly #registry: ModelRegistry;
  readonly #options: ModelHostOptions;
  #serving: ServedModel | undefined;
  #refused: RefusedVersion | undefined;
  /** The champion that was tried last, loaded or refused. */
  #tried: number | undefined;
  #unreadable: string | undefined;

  constructor(options: ModelHostOptions) {
    this.model = options.model;
    this.#registry = options.registry;
    this.#options = options;
  }

  /** The version that takes traffic. */
  get serving(): ServedModel | undefined {
    return this.#serving;
  }

  get status(): ModelStatus {
    const { model } = this;
    if (!this.#serving) return { model, serving: undefined, refused: this.#refused };
    const { version, manifestSha256, bundleFolder } = this.#serving;
    return { model, serving: { version, manifestSha256, bundleFolder }, refused: this.#refused };
  }

  /**
   * The first look at the registry.
   * @throws `CHAMPION_MISSING`, `MODEL_REFUSED`, and what the registry throws.
   */
  async start(): Promise<void> {
    const registered = await this.#registry.model(this.model);
    if (registered?.aliases.champion === undefined) throw championMissing(this.model);
    const problem = await this.#tryChampion(registered);
    if (problem) throw problem;
  }

  /** Looks at the registry, and swaps when the champion changed. Never throws: the server goes on with what it has. */
  async follow(): Promise<void> {
    try {
      const registered = await this.#registry.model(this.model);
      this.#unreadable = undefined;
      if (registered) await this.#tryChampion(registered);
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem.message !== this.#unreadable)
        this.#options.observer.registryUnreadable(this.model, problem);
      this.#unreadable = problem.message;
    }
  }

  /** Tries the champion if it is another than last time; returns why it was refused. */
  async #tryChampion({ aliases, versions }: RegisteredModel): Promise<Error | undefined> {
    const { champion } = aliases;
    if (champion === undefined || champion === this.#tried) return undefined;
    this.#tried = champion;
    if (champion === this.#serving?.version) {
      this.#refused = undefined;
      return undefined;
    }
    const entry = versions.find(({ version }) => version === champion);
    try {
      if (!entry)
        throw new TypeError(`the registry has an alias to version ${champion}, and no such version`);
      this.#swap(await loadVersion(entry, this.#options));
      return undefined;
    } catch (error) {
      return this.#refuse(champion, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #swap(next: ServedModel): void {
    const previous = this.#serving;
    this.#serving = next;
    this.#refused = undefined;
    previous?.retire();
    this.#options.observer.swapped(next, previous);
  }

  #refuse(version: number, error: Error): Error {
    const refused = { version, reason: error.message, at: new Date().toISOString() };
    this.#refused = refused;
    this.#options.observer.refused(this.model, refused, error);
    return error;
  }
}
