/** A registry that is one folder: its bundle is version 1 of its model, and the champion. */

import type { ModelRegistry, ModelVersion, RegisteredModel } from '@waymark/contracts';
import type { Bundle } from '@waymark/registry';
import { bundleReadOnly } from './errors.js';

export class BundleRegistry implements ModelRegistry {
  readonly #bundle: Bundle;

  /** What the bundle was when it was opened: the reader is held to its hash. */
  constructor(bundle: Bundle) {
    this.#bundle = bundle;
  }

  async models(): Promise<readonly RegisteredModel[]> {
    const { manifest, manifestSha256 } = this.#bundle;
    const version: ModelVersion = {
      ...{ model: manifest.name, version: 1, manifestSha256 },
      // A bundle holds no time.
      registeredAt: new Date(0).toISOString(),
      ...{ gitSha: null, dirty: null, quarantine: null },
    };
    return [{ model: manifest.name, versions: [version], aliases: { champion: 1 }, history: [] }];
  }

  async model(name: string): Promise<RegisteredModel | undefined> {
    return (await this.models()).find(({ model }) => model === name);
  }

  async bundleFolder(): Promise<string> {
    return this.#bundle.folder;
  }

  /** @throws `BUNDLE_READ_ONLY`. */
  register(): Promise<never> {
    return Promise.reject(bundleReadOnly());
  }

  /** @throws `BUNDLE_READ_ONLY`. */
  moveAliases(): Promise<never> {
    return Promise.reject(bundleReadOnly());
  }
}
