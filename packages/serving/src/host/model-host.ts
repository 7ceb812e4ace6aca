/**
 * Follows the `champion` alias of one model. A new champion is loaded beside the one that serves and takes over in one
 * step; a bad one is refused and not tried again until the alias moves. What stands beside it is in
 * `rollout/`.
 */

import type { ModelRegistry, RegisteredModel } from '@waymark/contracts';
import { previousChampion } from '@waymark/registry';
import { rolloutRefused } from '../rollout/errors.js';
import { ModelRollout, type RolloutOptions } from '../rollout/model-rollout.js';
import type { RolloutDocument } from '../rollout/rollout-document.js';
import { championMissing, modelNotReady } from './errors.js';
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
  /** Of a bare model that is serving, where it is short enough to paste: a request that it takes. */
  readonly exampleRequest?: unknown;
}

/** What happened, for logs and metrics. */
export interface HostObserver {
  swapped(to: ServedModel, from: ServedModel | undefined): void;
  /** A client asked for it. */
  unloaded(from: ServedModel): void;
  refused(model: string, refused: RefusedVersion, error: Error): void;
  /** The champion was refused and nothing served: the version before it does. */
  fellBack(to: ServedModel, refused: RefusedVersion): void;
  /** The registry could not be read; the version that serves goes on. Told once for each new reason. */
  registryUnreadable(model: string, error: Error): void;
}

export interface ModelHostOptions extends VersionLoader {
  readonly model: string;
  readonly observer: HostObserver;
  /** Undefined where no version ever stands beside the champion. */
  readonly rollout?: RolloutOptions | undefined;
}

export class ModelHost {
  readonly model: string;
  readonly #registry: ModelRegistry;
  readonly #options: ModelHostOptions;
  readonly rollout: ModelRollout | undefined;
  #serving: ServedModel | undefined;
  #refused: RefusedVersion | undefined;
  /** The champion that was tried last, loaded or refused. */
  #tried: number | undefined;
  #unreadable: string | undefined;
  #isUnloaded = false;
  /** Settles when what was asked for last is done: one step after the other, whoever asks. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ModelHostOptions) {
    this.model = options.model;
    this.#registry = options.registry;
    this.#options = options;
    const inTurn = (step: () => Promise<void>) => this.#inTurn(step);
    this.rollout =
      options.rollout && new ModelRollout({ ...options.rollout, model: this.model, loader: options, inTurn });
  }

  /** The version that takes traffic. */
  get serving(): ServedModel | undefined {
    return this.#serving;
  }

  /** Whether a client asked that the model is not served. */
  get isUnloaded(): boolean {
    return this.#isUnloaded;
  }

  get status(): ModelStatus {
    const { model } = this;
    if (!this.#serving) return { model, serving: undefined, refused: this.#refused };
    const { version, manifestSha256, bundleFolder } = this.#serving;
    return { model, serving: { version, manifestSha256, bundleFolder }, refused: this.#refused };
  }

  /**
   * The first look at the registry. Where the champion is refused, the version before it serves.
   * @throws `CHAMPION_MISSING`, `MODEL_REFUSED` when there is none before it, and what the registry throws.
   */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#loadChampion().catch((error) => this.#fallBack(error));
      await this.#followRollout();
    });
  }

  /**
   * Looks at the registry now, tries again what was refused, and ends an unload.
   * @throws As `start` does; what was unloaded stays so then.
   */
  load(): Promise<void> {
    return this.#inTurn(async () => {
      this.#tried = undefined;
      await this.#loadChampion();
      this.#isUnloaded = false;
      await this.#followRollout();
    });
  }

  /** No version takes traffic until the next load; requests under way are answered. */
  unload(): Promise<void> {
    return this.#inTurn(async () => {
      const previous = this.#serving;
      this.#isUnloaded = true;
      this.#serving = undefined;
      this.#refused = undefined;
      this.rollout?.suspend();
      if (!previous) return;
      previous.retire();
      this.#options.observer.unloaded(previous);
    });
  }

  /** Looks at the registry, and swaps when the champion changed. Never throws: the server goes on with what it has. */
  follow(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isUnloaded) return;
      await this.#followChampion();
      await this.#followRollout();
    });
  }

  /**
   * Begins a rollout beside the champion; undefined ends it.
   * @throws `ROLLOUT_REFUSED`, `MODEL_NOT_READY`; everything is as before then.
   */
  setRollout(document: RolloutDocument | undefined): Promise<void> {
    return this.#inTurn(async () => {
      const { rollout } = this;
      if (!rollout) throw rolloutRefused('this server has no folder to keep it in');
      if (!document) return rollout.remove();
      if (!this.#serving) throw modelNotReady(this.model);
      await rollout.set(document, this.#serving);
    });
  }

  /** Settles when what was asked for so far is done. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(step);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #followRollout(): Promise<void> {
    if (this.#serving) await this.rollout?.follow(this.#serving);
  }

  async #loadChampion(): Promise<void> {
    const registered = await this.#registry.model(this.model);
    if (registered?.aliases.champion === undefined) throw championMissing(this.model);
    const problem = await this.#tryChampion(registered);
    if (problem) throw problem;
  }

  /** Better a good version from before than none. @throws `refusal`, when there is no such version. */
  async #fallBack(refusal: unknown): Promise<void> {
    const refused = this.#refused;
    const registered = refused && (await this.#registry.model(this.model));
    const version = registered && previousChampion(registered);
    const entry = registered?.versions.find((known) => known.version === version);
    if (!refused || !entry || entry.version === refused.version) throw refusal;
    const previous = await loadVersion(entry, this.#options).catch(() => undefined);
    if (!previous) throw refusal;
    this.#serving = previous;
    this.#options.observer.fellBack(previous, refused);
  }

  async #followChampion(): Promise<void> {
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
