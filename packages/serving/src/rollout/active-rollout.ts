/**
 * A rollout while it runs: gives each request that names no version to the champion or to the candidate, and watches what
 * becomes of it. Both are held until the last of these requests is answered.
 */

import { randomUUID } from 'node:crypto';
import type { PredictionSink } from '@waymark/contracts';
import type { RequestRunner } from '../engine/row-batcher.js';
import type { ServedModel } from '../host/served-model.js';
import { Guard } from './guard.js';
import { keyShare } from './key-share.js';
import { type KeyedRequest, keyOf } from './request-key.js';
import type { RolloutDocument } from './rollout-document.js';
import type { RolloutMetrics } from './rollout-metrics.js';
import { ShadowQueue } from './shadow-queue.js';
import { shadowWatch } from './shadow-watch.js';
import { sideWatch } from './side-watch.js';

export interface ActiveRolloutOptions {
  readonly document: RolloutDocument;
  readonly champion: ServedModel;
  readonly candidate: ServedModel;
  /** How often a process of the candidate has ended. */
  readonly processEnds: () => number;
  readonly metrics: RolloutMetrics;
  /** Where is logged what a shadow says. */
  readonly sink: Pick<PredictionSink, 'write'>;
  /** The guard found the candidate worse. Called once. */
  readonly onWorse: (reason: string) => void;
}

export class ActiveRollout {
  readonly parts: Pick<ActiveRolloutOptions, 'document' | 'champion' | 'candidate'>;
  readonly #salt: string;
  /** Who answers a request whose share is below the weight, and who the others. */
  readonly #chosen: ServedModel;
  readonly #others: ServedModel;
  readonly #shadows: ShadowQueue | undefined;
  readonly #guard: Guard | undefined;
  #isWorse = false;

  constructor(options: ActiveRolloutOptions) {
    const { document, champion, candidate, metrics, processEnds } = options;
    this.parts = { document, champion, candidate };
    this.#salt = document.salt ?? `${candidate.model}/${candidate.version}`;
    const guard = document.guard ? new Guard(document.guard, processEnds) : undefined;
    this.#guard = guard;
    const watched = { guard, metrics, onVerdict: (reason: string) => this.#end(reason, options) };
    const isShadow = document.mode === 'shadow';
    // A shadow is compared on the requests that it sees.
    const others = isShadow ? { ...watched, guard: undefined } : watched;
    this.#others = champion.watchedBy(sideWatch(champion, 'champion', others));
    if (isShadow) {
      const onDropped = (rows: number) => metrics.rowsShadowed(candidate, 'dropped', rows);
      this.#shadows = new ShadowQueue({ shadow: candidate, runner: ownRunnerOf(candidate), onDropped });
      this.#chosen = champion.watchedBy(
        shadowWatch({ ...watched, champion, candidate, shadows: this.#shadows, sink: options.sink }),
      );
    } else this.#chosen = candidate.watchedBy(sideWatch(candidate, 'candidate', watched));
  }

  /** The version that answers the request. */
  assign(request: KeyedRequest): ServedModel {
    const share = keyShare(this.#salt, keyOf(request) ?? randomUUID());
    const isChosen = share < this.parts.document.weight;
    // A shadow sees the requests that the champion sees: whose they are makes no difference.
    if (!this.#shadows) this.#guard?.assigned(isChosen ? 'candidate' : 'champion', share);
    return isChosen ? this.#chosen : this.#others;
  }

  /** Whether it is the same; anything else needs one that counts from the start. */
  isOf({ document, champion, candidate }: ActiveRollout['parts']): boolean {
    const { parts } = this;
    return parts.document === document && parts.champion === champion && parts.candidate === candidate;
  }

  /** No more requests come. */
  retire(): void {
    this.#shadows?.clear();
    this.#chosen.retire();
    this.#others.retire();
  }

  #end(reason: string, { onWorse }: ActiveRolloutOptions): void {
    if (this.#isWorse) return;
    this.#isWorse = true;
    onWorse(reason);
  }
}

function ownRunnerOf({ runner }: ServedModel): RequestRunner {
  if (!runner) throw new TypeError('a candidate has a queue of its own');
  return runner;
}
