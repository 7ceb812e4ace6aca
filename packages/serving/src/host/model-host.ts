/**
 * Follows the `champion` alias of one model. A new champion is loaded beside the one that serves and takes over in one
 * step; a bad one is refused and not tried again until the alias moves, unless the disk or a process was to blame. What
 * stands beside it is in `rollout/`.
 */

import type { ModelRegistry, RegisteredModel } from '@waymark/contracts';
import { previousChampion } from '@waymark/registry';
import { rolloutRefused } from '../rollout/errors.js';
import { ModelRollout, type RolloutOptions } from '../rollout/model-rollout.js';
import type { RolloutDocument } from '../rollout/rollout-document.js';
import { championMissing } from './errors.js';
import type { HostObserver } from './host-observer.js';
import { loadVersion, type VersionLoader } from './load-version.js';
import { modelNotServing } from './model-not-serving.js';
import type { ModelStatus, RefusedVersion } from './model-status.js';
import { PreviousVersion } from './previous-version.js';
import { RetryPause } from './retry-pause.js';
import type { ServedModel } from './served-model.js';
import { Turns } from './turns.js';

export interface ModelHostOptions extends VersionLoader {
  readonly model: string;
  readonly observer: HostObserver;
  /** Undefined where no version ever stands beside the champion. */
  readonly rollout?: RolloutOptions | undefined;
  /** The clock of pauses, in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
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
  readonly #retry: RetryPause;
  readonly #previous: PreviousVersion;
  #unreadable: string | undefined;
  #isUnloaded = false;
  readonly #turns = new Turns();

  constructor(options: ModelHostOptions) {
    this.model = options.model;
    this.#registry = options.registry;
    this.#options = options;
    const { model, rollout, now } = options;
    this.#retry = new RetryPause(now);
    this.#previous = new PreviousVersion(now);
    this.rollout = rollout && new ModelRollout({ ...rollout, model, loader: options, turns: this.#turns });
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
    return this.#turns.next(async () => {
      await this.#loadChampion().catch((error) => this.#fallBack(error));
      await this.#followRollout();
    });
  }

  /**
   * Looks at the registry now, tries again what was refused, and ends an unload.
   * @throws As `start` does; what was unloaded stays so then.
   */
  load(): Promise<void> {
    return this.#turns.next(async () => {
      this.#tried = undefined;
      await this.#loadChampion();
      this.#isUnloaded = false;
      await this.#followRollout();
    });
  }

  /** No version takes traffic until the next load; requests under way are answered. */
  unload(): Promise<void> {
    return this.#turns.next(async () => {
      const previous = this.#serving;
      this.#isUnloaded = true;
      this.#serving = undefined;
      this.#refused = undefined;
      this.rollout?.suspend();
      this.#previous.release();
      if (!previous) return;
      previous.retire();
      this.#options.observer.unloaded(previous);
    });
  }

  /** Looks at the registry, and swaps when the champion changed. Never throws: the server goes on with what it has. */
  follow(): Promise<void> {
    return this.#turns.next(async () => {
      if (this.#isUnloaded) return;
      this.#previous.releaseIfOld();
      await this.#followChampion();
      await this.#followRollout();
    });
  }

  /**
   * Begins a rollout beside the champion; undefined ends it.
   * @throws `ROLLOUT_REFUSED`, `MODEL_NOT_READY`, `MODEL_UNLOADED`; everything is as before then.
   */
  setRollout(document: RolloutDocument | undefined): Promise<void> {
    return this.#turns.next(async () => {
      const { rollout } = this;
      if (!rollout) throw rolloutRefused('this server has no folder to keep it in');
      if (!document) return rollout.remove();
      if (!this.#serving) throw modelNotServing(this);
      await rollout.set(document, this.#serving);
    });
  }

  /** Settles when what was asked for so far is done. */
  settled(): Promise<void> {
    return this.#turns.settled();
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

  /** Tries the champion if it is another than last time, or due again; returns why it was refused. */
  async #tryChampion(registered: RegisteredModel): Promise<Error | undefined> {
    const { champion } = registered.aliases;
    if (champion === undefined || (champion === this.#tried && !this.#retry.isDue)) return undefined;
    if (champion !== this.#tried) this.#retry.reset();
    this.#tried = champion;
    if (champion === this.#serving?.version) {
      this.#refused = undefined;
      return undefined;
    }
    try {
      const next = await this.#load(champion, registered);
      const newer = await this.#movedSince(champion);
      if (newer) {
        next.retire();
        return this.#tryChampion(newer);
      }
      this.#swap(next, registered);
      return undefined;
    } catch (error) {
      return this.#refuse(champion, error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #load(champion: number, { versions }: RegisteredModel): Promise<ServedModel> {
    const entry = versions.find(({ version }) => version === champion);
    if (!entry) throw new TypeError(`the registry has an alias to a version ${champion} that it lacks`);
    return this.#previous.take(entry) ?? loadVersion(entry, this.#options);
  }

  /** Loading takes a while: what is not the champion any more, perhaps for a reason, must not serve for a moment. */
  async #movedSince(champion: number): Promise<RegisteredModel | undefined> {
    // Where the registry is away, what it said last counts.
    const registered = await this.#registry.model(this.model).catch(() => undefined);
    return registered && registered.aliases.champion !== champion ? registered : undefined;
  }

  #swap(next: ServedModel, { versions }: RegisteredModel): void {
    const previous = this.#serving;
    this.#serving = next;
    this.#refused = undefined;
    this.#retry.reset();
    if (previous && versions.find(({ version }) => version === previous.version)?.quarantine)
      previous.retire();
    else if (previous) this.#previous.keep(previous);
    this.#options.observer.swapped(next, previous);
  }

  #refuse(version: number, error: Error): Error {
    const refused = { version, reason: error.message, at: new Date().toISOString() };
    this.#refused = refused;
    this.#retry.failed(error);
    this.#options.observer.refused(this.model, refused, error);
    return error;
  }
}
