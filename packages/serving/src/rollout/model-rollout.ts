/**
 * The rollout of one model over its life: read from its file, set by a client, active once its candidate is loaded, ended
 * by the guard or by a promotion. It never disturbs the champion: what cannot be is refused or waits, with a reason. Its
 * steps are called one after the other.
 */

import type { RegisteredModel } from '@waymark/contracts';
import { loadVersion, type VersionLoader } from '../host/load-version.js';
import type { ServedModel } from '../host/served-model.js';
import { ServingError } from '../serving-error.js';
import { ActiveRollout, type ActiveRolloutOptions } from './active-rollout.js';
import { contractProblem } from './contract-problem.js';
import { rolloutRefused } from './errors.js';
import { findCandidate } from './find-candidate.js';
import { PendingWrites } from './pending-writes.js';
import { quarantineCandidate } from './quarantine-candidate.js';
import { candidateOf, type RolloutDocument } from './rollout-document.js';
import { parseRolloutText, RolloutFile } from './rollout-file.js';

/** What happened, for logs. */
export interface RolloutObserver {
  rolloutBegan(document: RolloutDocument, candidate: ServedModel): void;
  /** The file or the candidate cannot be used now. Told once for each new reason. */
  rolloutWaits(model: string, reason: string): void;
  rolloutEnded(model: string, reason: string): void;
  /** The candidate takes no traffic, but the registry or the file could not be told yet. Told once for each reason. */
  rolloutNotKept(model: string, error: Error): void;
}

export interface RolloutOptions extends Pick<ActiveRolloutOptions, 'submit' | 'metrics'> {
  /** Where rollouts are kept, one file a model. */
  readonly folder: string;
  readonly observer: RolloutObserver;
}

export interface ModelRolloutOptions extends RolloutOptions {
  readonly model: string;
  readonly loader: VersionLoader;
  /** Runs a step after those that were asked for before. */
  readonly inTurn: (step: () => Promise<void>) => Promise<void>;
}

export class ModelRollout {
  readonly #options: ModelRolloutOptions;
  readonly #file: RolloutFile;
  /** The file's text when it was looked at last; undefined where there was none. */
  #text: string | undefined;
  #document: RolloutDocument | undefined;
  #candidate: ServedModel | undefined;
  #active: ActiveRollout | undefined;
  #waiting: string | undefined;
  /** What is wrong with the file's text. */
  #misunderstood: string | undefined;
  /** A version that could not take part: not tried again until something else is asked for. */
  #refused: { readonly version: number; readonly champion: number; readonly error: Error } | undefined;
  /** What is still to be written of rollouts that ended. */
  readonly #unkept: PendingWrites;

  constructor(options: ModelRolloutOptions) {
    this.#options = options;
    this.#file = new RolloutFile(options.folder, options.model);
    this.#unkept = new PendingWrites((error) => options.observer.rolloutNotKept(options.model, error));
  }

  /** Undefined unless requests are given to two versions now. */
  get active(): ActiveRollout | undefined {
    return this.#active;
  }

  /** The second version, where one is loaded. */
  get candidate(): ServedModel | undefined {
    return this.#candidate;
  }

  get document(): RolloutDocument | undefined {
    return this.#document;
  }

  /** Why what was asked for last is not done. */
  get waiting(): string | undefined {
    return this.#waiting ?? this.#misunderstood;
  }

  /** Looks at the file and the registry. Never throws: the champion goes on alone. */
  async follow(champion: ServedModel): Promise<void> {
    try {
      await this.#unkept.run();
      await this.#readFile();
      const document = this.#document;
      if (!document || document.ended) {
        this.#waiting = undefined;
        return this.suspend();
      }
      await this.#apply(document, champion);
    } catch (error) {
      this.#wait(asError(error));
    }
  }

  /**
   * Begins the rollout in the place of whatever was there, and keeps it.
   * @throws `ROLLOUT_REFUSED`, and what the registry throws; everything is as before then.
   */
  async set(document: RolloutDocument, champion: ServedModel): Promise<void> {
    this.#refused = undefined;
    const candidate = await this.#load(document, await this.#registered(), champion);
    try {
      this.#text = await this.#file.write(document);
    } catch (error) {
      if (candidate !== this.#candidate) candidate.retire();
      throw error;
    }
    this.#misunderstood = undefined;
    this.#document = document;
    this.#activate(document, champion, candidate);
  }

  /** Ends the rollout and forgets it. The version stays as good as it was. */
  async remove(): Promise<void> {
    await this.#file.remove();
    const wasActive = this.#active !== undefined;
    this.#text = undefined;
    this.#document = undefined;
    this.#waiting = undefined;
    this.#misunderstood = undefined;
    this.suspend();
    if (wasActive) this.#options.observer.rolloutEnded(this.#options.model, 'a client ended it');
  }

  /** The champion is alone until the next step. */
  suspend(): void {
    this.#active?.retire();
    this.#active = undefined;
    this.#candidate?.retire();
    this.#candidate = undefined;
  }

  async #readFile(): Promise<void> {
    const text = await this.#file.read();
    if (text === this.#text) return;
    this.#text = text;
    this.#refused = undefined;
    this.#misunderstood = undefined;
    try {
      this.#document = text === undefined ? undefined : parseRolloutText(text);
    } catch (error) {
      // What is there stays: nobody can tell what should change.
      this.#misunderstood = asError(error).message;
      this.#options.observer.rolloutWaits(this.#options.model, this.#misunderstood);
    }
  }

  async #registered(): Promise<RegisteredModel> {
    const { model, loader } = this.#options;
    const registered = await loader.registry.model(model);
    if (!registered) throw rolloutRefused('the registry does not have the model');
    return registered;
  }

  async #apply(document: RolloutDocument, champion: ServedModel): Promise<void> {
    const registered = await this.#registered();
    // The guard ends a rollout at any moment, and what it ended must not begin again.
    if (this.#document !== document) return;
    const version = candidateOf(document, registered);
    if (version === champion.version) {
      this.#end(document, `version ${version} is the champion`);
      return this.#unkept.run();
    }
    try {
      const candidate = await this.#load(document, registered, champion);
      if (this.#document === document) this.#activate(document, champion, candidate);
      else candidate.retire();
    } catch (error) {
      this.suspend();
      throw error;
    }
  }

  /** The candidate; it is loaded unless it is the one that is. @throws why it cannot take part. */
  async #load(
    document: RolloutDocument,
    registered: RegisteredModel,
    champion: ServedModel,
  ): Promise<ServedModel> {
    const entry = findCandidate(document, registered, champion.version);
    const { version } = entry;
    const refused = this.#refused;
    if (refused?.version === version && refused.champion === champion.version) throw refused.error;
    const held = this.#candidate?.version === version ? this.#candidate : undefined;
    try {
      const candidate = held ?? (await loadVersion(entry, this.#options.loader));
      const problem = contractProblem(candidate.contract, champion.contract);
      if (problem === undefined) return candidate;
      if (!held) candidate.retire();
      throw rolloutRefused(`version ${version} cannot stand beside the champion: ${problem}`);
    } catch (error) {
      const refusal = error instanceof ServingError ? error : rolloutRefused(asError(error).message);
      this.#refused = { version, champion: champion.version, error: refusal };
      throw refusal;
    }
  }

  #activate(document: RolloutDocument, champion: ServedModel, candidate: ServedModel): void {
    const before = this.#active;
    const parts = { document, champion, candidate };
    this.#waiting = undefined;
    if (before?.isOf(parts)) return;
    const { submit, metrics, observer } = this.#options;
    const onWorse = (reason: string) => this.#rollBack(parts, reason);
    this.#active = new ActiveRollout({ ...parts, submit, metrics, onWorse });
    before?.retire();
    if (candidate !== this.#candidate) this.#candidate?.retire();
    this.#candidate = candidate;
    observer.rolloutBegan(document, candidate);
  }

  /** At once: no further request goes to the candidate. Then it is written down. */
  #rollBack({ document, champion, candidate }: ActiveRollout['parts'], verdict: string): void {
    if (!this.#active?.isOf({ document, champion, candidate })) return;
    const { model, loader, inTurn } = this.#options;
    const { version } = candidate;
    const reason = `the ${document.mode} of version ${version} was rolled back: ${verdict}`;
    const failed = { model, version, champion: champion.version, reason };
    this.#unkept.add(() => quarantineCandidate(loader.registry, failed));
    this.#end(document, reason);
    void inTurn(() => this.#unkept.run());
  }

  #end(document: RolloutDocument, reason: string): void {
    const ended = { ...document, ended: { at: new Date().toISOString(), reason } };
    this.#document = ended;
    this.suspend();
    this.#unkept.add(() => this.#writeEnd(ended));
    this.#options.observer.rolloutEnded(this.#options.model, reason);
  }

  /** Unless somebody asked for something else meanwhile. */
  async #writeEnd(ended: RolloutDocument): Promise<void> {
    const isCurrent = this.#document === ended && (await this.#file.read()) === this.#text;
    if (isCurrent) this.#text = await this.#file.write(ended);
  }

  #wait({ message }: Error): void {
    if (message !== this.#waiting) this.#options.observer.rolloutWaits(this.#options.model, message);
    this.#waiting = message;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
