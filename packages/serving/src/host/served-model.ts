/** One loaded version of a model: what requests use, from the moment they took it until they are answered. */

import type { ModelManifest } from '@waymark/contracts';
import type { BatchTarget } from '../engine/request-queue.js';
import type { RequestRunner, RowTarget } from '../engine/row-batcher.js';
import type { RequestRows } from '../engine/tensor-layout.js';
import type { ScoredRows } from '../scoring/scored-rows.js';
import { HeldVersion } from './held-version.js';
import type { LoadedVersion } from './loaded-version.js';
import { type ModelContract, targetOf } from './model-contract.js';

/** Told of the requests that a rollout gives to a version, as soon as they wait for their batch. */
export interface RequestWatch {
  began(scored: Promise<ScoredRows>, request: RequestRows): void;
}

/** What metrics and statistics know of a version, whatever kind of model it is. */
export type CountedModel = Pick<ServedModel, 'model' | 'version' | 'manifestSha256'> & {
  readonly target: BatchTarget;
};

export interface ServedModelSource extends LoadedVersion {
  readonly sessionKey: number;
  readonly watch?: RequestWatch;
  readonly runner?: RequestRunner | undefined;
  /** Called once, when the version is retired and its last request is answered. */
  readonly onReleased: () => void;
}

export class ServedModel extends HeldVersion implements LoadedVersion {
  readonly model: string;
  readonly version: number;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly bundleFolder: string;
  readonly contract: ModelContract;
  readonly exampleRequest: unknown;
  readonly target: RowTarget;
  /** Undefined for what takes part in no rollout. */
  readonly watch: RequestWatch | undefined;
  /** What scores its requests; undefined for what shares queue and batches with the others. */
  readonly runner: RequestRunner | undefined;
  readonly #source: ServedModelSource;

  /** @param target That of another of the same session, to share its batches. */
  constructor(source: ServedModelSource, target?: RowTarget) {
    super(source.onReleased);
    this.#source = source;
    this.model = source.model;
    this.version = source.version;
    this.manifest = source.manifest;
    this.manifestSha256 = source.manifestSha256;
    this.bundleFolder = source.bundleFolder;
    this.contract = source.contract;
    this.exampleRequest = source.exampleRequest;
    this.target = target ?? targetOf(source.contract, source.sessionKey);
    this.watch = source.watch;
    this.runner = source.runner;
  }

  /** The same version under a watch. It holds this one until it is retired and its last request is answered. */
  watchedBy(watch: RequestWatch): ServedModel {
    this.acquire();
    return new ServedModel({ ...this.#source, watch, onReleased: () => this.release() }, this.target);
  }
}
