/** One loaded version of a model: what requests use, from the moment they took it until they are answered. */

import type { ModelManifest } from '@waymark/contracts';
import type { BatchTarget } from '../engine/request-queue.js';
import { type ModelContract, targetOf } from './model-contract.js';

export interface ServedModelSource {
  readonly model: string;
  readonly version: number;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly bundleFolder: string;
  readonly contract: ModelContract;
  readonly sessionKey: number;
  /** Called once, when the version is retired and its last request is answered. */
  readonly onReleased: () => void;
}

export class ServedModel {
  readonly model: string;
  readonly version: number;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly bundleFolder: string;
  readonly contract: ModelContract;
  readonly target: BatchTarget;
  readonly #onReleased: () => void;
  #users = 0;
  #isRetired = false;

  constructor(source: ServedModelSource) {
    this.model = source.model;
    this.version = source.version;
    this.manifest = source.manifest;
    this.manifestSha256 = source.manifestSha256;
    this.bundleFolder = source.bundleFolder;
    this.contract = source.contract;
    this.target = targetOf(source.contract, source.sessionKey);
    this.#onReleased = source.onReleased;
  }

  /** A request begins to use this version. Each acquire needs one release. */
  acquire(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    this.#releaseIfDone();
  }

  /** No new request takes this version; its session goes when the last one is answered. */
  retire(): void {
    this.#isRetired = true;
    this.#releaseIfDone();
  }

  #releaseIfDone(): void {
    if (this.#isRetired && this.#users === 0) this.#onReleased();
  }
}
