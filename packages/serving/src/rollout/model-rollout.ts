/**
 * The rollout of one model over its life: read from its file, set by a client, active once its candidate is loaded, ended
 * by the guard or by a promotion. It never disturbs the champion: what cannot be is refused or waits, with a reason. Its
 * steps are called one after the other.
 */

import type { RegisteredModel } from '@waymark/contracts';
import type { VersionLoader } from '../host/load-version.js';
import type { ServedModel } from '../host/served-model.js';
import type { Turns } from '../host/turns.js';
import { ActiveRollout, type ActiveRolloutOptions } from './active-rollout.js';
import { CandidateLoader, type CandidateLoaderOptions } from './candidate-loader.js';
import { rolloutRefused } from './errors.js';
import { PendingWrites } from './pending-writes.js';
import { quarantineCandidate } from './quarantine-candidate.js';
import { candidateOf, type RolloutDocument } from './rollout-document.js';
import { RolloutFile } from './rollout-file.js';

/** What happened, for logs. */
export interface RolloutObserver {
  rolloutBegan(document: RolloutDocument, candidate: ServedModel): void;
  /** The file or the candidate cannot be used now. Told once for each new reason. */
  rolloutWaits(model: string, reason: string): void;
  rolloutEnded(model: string, reason: string): void;
  /** The candidate takes no traffic, but the registry or the file could not be told yet. Told once for each reason. */
  rolloutNotKept(model: string, error: Error): void;
}

export interface RolloutOptions
  extends Pick<ActiveRolloutOptions, 'metrics' | 'sink'>,
    Pick<CandidateLoaderOptions, 'queues'> {
  /** Where rollouts are kept, one file a model. */
  readonly folder: string;
  readonly observer: RolloutObserver;
}

export interface ModelRolloutOptions extends RolloutOptions {
  readonly model: string;
  readonly loader: VersionLoader;
  /** All steps of the model are in turn. */
  readonly turns: Turns;
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
  readonly #candidates: CandidateLoader;
  /** What is still to be written of rollouts that ended. */
  readonly #unkept: PendingWrites;

  constructor(options: ModelRolloutOptions) {
    this.#options = options;
    this.#file = new RolloutFile(options.folder, options.model);
    this.#candidates = new CandidateLoader(options);
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
    await this.#unkept.run();
    const before = this.#document;
    this.#candidates.forget();
    const candidate = await this.#load(document, await this.#registered(), champion);
    try {
      this.#refuseIfEnded(before);
      const text = await this.#file.write(document);
      this.#refuseIfEnded(before);
      this.#text = text;
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

  /** The guard asks nobody: what it said while another rollout was prepared may be about the same version. */
  #refuseIfEnded(before: RolloutDocument | undefined): void {
    const { ended } = this.#document ?? {};
    if (this.#document !== before && ended) throw rolloutRefused(`meanwhile ${ended.reason}`);
  }

  async #readFile(): Promise<void> {
    const text = await this.#file.read();
    if (text === this.#text) return;
    this.#text = text;
    this.#candidates.forget();
    this.#misunderstood = undefined;
    try {
      this.#document = text === undefined ? undefined : this.#file.parse(text);
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

  #load(document: RolloutDocument, registered: RegisteredModel, champion: ServedModel): Promise<ServedModel> {
    return this.#candidates.load({ document, registered, champion, held: this.#candidate });
  }

  #activate(document: RolloutDocument, champion: ServedModel, candidate: ServedModel): void {
    const before = this.#active;
    const parts = { document, champion, candidate };
    this.#waiting = undefined;
    if (before?.isOf(parts)) return;
    const { loader, metrics, sink, observer } = this.#options;
    const processEnds = () => loader.engine.restartsOf(candidate.target.key);
    const onWorse = (reason: string) => this.#rollBack(parts, reason);
    this.#active = new ActiveRollout({ ...parts, processEnds, metrics, sink, onWorse });
    before?.retire();
    if (candidate !== this.#candidate) this.#candidate?.retire();
    this.#candidate = candidate;
    observer.rolloutBegan(document, candidate);
  }

  /** At once: no further request goes to the candidate. Then it is written down. */
  #rollBack({ document, champion, candidate }: ActiveRollout['parts'], verdict: string): void {
    if (!this.#active?.isOf({ document, champion, candidate })) return;
    const { model, loader, turns } = this.#options;
    const { version } = candidate;
    const reason = `the ${document.mode} of version ${version} was rolled back: ${verdict}`;
    const failed = { model, version, champion: champion.version, reason };
    this.#unkept.add(() => quarantineCandidate(loader.registry, failed));
    this.#end(document, reason);
    void turns.next(() => this.#unkept.run());
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
