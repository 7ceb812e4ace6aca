/**
 * The version that served before, still loaded: going back to it takes no time. It is kept for as long as people look
 * at a new champion, since it takes as much memory as the one that serves.
 */

import type { ModelVersion } from '@waymark/contracts';
import type { ServedModel } from './served-model.js';

const keptMs = 10 * 60_000;

export class PreviousVersion {
  readonly #now: () => number;
  #kept: { readonly served: ServedModel; readonly since: number } | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The one that was kept before goes. */
  keep(served: ServedModel): void {
    this.release();
    this.#kept = { served, since: this.#now() };
  }

  /** The version to serve again, if it is this one; it is not kept any more then. */
  take({
    version,
    manifestSha256,
  }: Pick<ModelVersion, 'version' | 'manifestSha256'>): ServedModel | undefined {
    const served = this.#kept?.served;
    if (served?.version !== version || served.manifestSha256 !== manifestSha256) return undefined;
    this.#kept = undefined;
    return served;
  }

  release(): void {
    this.#kept?.served.retire();
    this.#kept = undefined;
  }

  releaseIfOld(): void {
    if (this.#kept && this.#now() - this.#kept.since > keptMs) this.release();
  }
}
