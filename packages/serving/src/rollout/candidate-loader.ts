/**
 * The version that stands beside the champion, loaded once: into processes of its own, with a queue of its own, so that
 * nothing it does is felt by the champion. What could not take part is not tried again until it is asked for anew, unless
 * the disk or a process was to blame.
 */

import type { ModelVersion, RegisteredModel } from '@waymark/contracts';
import { loadVersionApart, type VersionLoader } from '../host/load-version.js';
import { RetryPause } from '../host/retry-pause.js';
import type { ServedModel } from '../host/served-model.js';
import { ServingError } from '../serving-error.js';
import type { CandidateQueues } from './candidate-queues.js';
import { contractProblem } from './contract-problem.js';
import { rolloutRefused } from './errors.js';
import { findCandidate } from './find-candidate.js';
import type { RolloutDocument } from './rollout-document.js';

export interface CandidateLoaderOptions {
  readonly loader: VersionLoader;
  readonly queues: CandidateQueues;
  /** The clock of pauses, in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** What a candidate is loaded for. */
export interface CandidateQuestion {
  readonly document: RolloutDocument;
  readonly registered: RegisteredModel;
  readonly champion: ServedModel;
  /** The candidate that is there; it stays where it can. */
  readonly held: ServedModel | undefined;
}

export class CandidateLoader {
  readonly #options: CandidateLoaderOptions;
  /** Processes of each candidate. */
  readonly #workers = new WeakMap<ServedModel, number>();
  readonly #retry: RetryPause;
  #refused: { readonly version: number; readonly champion: number; readonly error: Error } | undefined;

  constructor(options: CandidateLoaderOptions) {
    this.#options = options;
    this.#retry = new RetryPause(options.now);
  }

  /** Something else was asked for: what was refused may be tried again. */
  forget(): void {
    this.#refused = undefined;
    this.#retry.reset();
  }

  /** @throws `ROLLOUT_REFUSED`: why it cannot take part. */
  async load(question: CandidateQuestion): Promise<ServedModel> {
    const { document, registered, champion } = question;
    const entry = findCandidate(document, registered, champion.version);
    const { version } = entry;
    const refused = this.#refused;
    const isKnown = refused?.version === version && refused.champion === champion.version;
    if (isKnown && !this.#retry.isDue) throw refused.error;
    if (!isKnown) this.forget();
    try {
      return await this.#loadFitting(entry, question);
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      const refusal = problem instanceof ServingError ? problem : rolloutRefused(problem.message);
      this.#refused = { version, champion: champion.version, error: refusal };
      this.#retry.failed(problem);
      throw refusal;
    }
  }

  async #loadFitting(entry: ModelVersion, question: CandidateQuestion): Promise<ServedModel> {
    const { document, champion } = question;
    const workers = this.#workersFor(document);
    const held = this.#heldFor(entry, workers, question);
    const candidate = held ?? (await this.#loadNew(entry, workers));
    try {
      const problem = contractProblem(candidate.contract, champion.contract);
      if (problem !== undefined)
        throw rolloutRefused(`version ${candidate.version} cannot stand beside the champion: ${problem}`);
      // Loading takes a while: it may have been quarantined meanwhile.
      if (!held) await this.#refuseIfUnfit(question);
      return candidate;
    } catch (error) {
      if (!held) candidate.retire();
      throw error;
    }
  }

  #heldFor({ version }: ModelVersion, workers: number, { held }: CandidateQuestion): ServedModel | undefined {
    const canStay = held?.version === version && (this.#workers.get(held) ?? 0) >= workers;
    return canStay ? held : undefined;
  }

  async #loadNew(entry: ModelVersion, workers: number): Promise<ServedModel> {
    const { loader, queues } = this.#options;
    const queue = queues.open();
    const onLeft = () => queues.close(queue);
    const candidate = await loadVersionApart(entry, loader, { workers, runner: queue.runner, onLeft });
    this.#workers.set(candidate, workers);
    return candidate;
  }

  /** A shadow scores one part at a time; who answers may have to answer everybody. */
  #workersFor({ mode }: RolloutDocument): number {
    return mode === 'shadow' ? 1 : this.#options.loader.engine.size;
  }

  async #refuseIfUnfit({ document, champion }: CandidateQuestion): Promise<void> {
    // Where the registry is away, what it said last counts.
    const registered = await this.#options.loader.registry.model(champion.model).catch(() => undefined);
    if (registered) findCandidate(document, registered, champion.version);
  }
}
