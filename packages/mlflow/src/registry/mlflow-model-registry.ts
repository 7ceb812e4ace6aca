/**
 * ModelRegistry on an MLflow server alone. A version is a model version with the bundle's hash as a tag, aliases are
 * MLflow's, so `models:/churn@champion` is what serves. Nothing is remembered between calls; a server that is away
 * fails them. `SyncedModelRegistry` goes on without one.
 */

import {
  type AliasMove,
  type ModelRegistry,
  type ModelVersion,
  type RegisteredModel,
  WaymarkError,
} from '@waymark/contracts';
import { assertModelName, isModelName, openBundle, unknownModel, unknownVersion } from '@waymark/registry';
import type { MlflowClient } from '../client/mlflow-client.js';
import { modelBusy } from '../errors.js';
import { writeAliasMove } from './alias-writes.js';
import { downloadBundle } from './download-bundle.js';
import { type HeldLock, withModelLock } from './model-lock.js';
import { kindTag, readRemoteModel, readVersions } from './remote-model.js';
import { uploadBundle } from './upload-bundle.js';
import { tagsOfVersion, versionOf } from './version-tags.js';

/** How often a write begins anew when its lease ran low. */
const maxAttempts = 5;

export interface MlflowModelRegistryOptions {
  readonly client: MlflowClient;
  /** e.g. `.waymark`: bundles are kept where the embedded registry keeps them. */
  readonly home: string;
  /** Where the logged models are. Default: the model's name. */
  readonly experimentName?: string | undefined;
  /** The clock for `registeredAt` and the history. Default: the system's. */
  readonly now?: () => Date;
  /** How long a killed writer keeps the others waiting. Default 15,000. */
  readonly leaseMs?: number;
}

export class MlflowModelRegistry implements ModelRegistry {
  readonly #options: MlflowModelRegistryOptions;

  constructor(options: MlflowModelRegistryOptions) {
    this.#options = options;
  }

  /**
   * Uploads the bundle and adds it as a version; of several processes at once with the same bundle, one adds it.
   * @param registeredAt ISO 8601, UTC. Default: now.
   * @throws what `openBundle` and the client throw.
   */
  async register(
    bundleFolder: string,
    source: { readonly gitSha: string | null; readonly dirty: boolean | null },
    registeredAt = this.#now(),
  ): Promise<ModelVersion> {
    const { client, experimentName } = this.#options;
    const bundle = await openBundle(bundleFolder);
    const { manifest, manifestSha256 } = bundle;
    const { name } = manifest;
    const known = await this.#find(name, manifestSha256);
    if (known) return known;
    const tags = tagsOfVersion(manifest, manifestSha256, { ...source, registeredAt });
    const uploaded = await uploadBundle(client, {
      ...{ bundle, tags, experimentName: experimentName ?? name },
      startTimeMs: Date.parse(registeredAt),
    });
    await client.models.getOrCreate(name);
    return this.#locked(name, async ({ isFresh }) => {
      const added = await this.#find(name, manifestSha256);
      if (added || !isFresh()) return added;
      await client.models.setTag({ name, ...kindTag });
      return versionOf(await client.modelVersions.create({ name, ...uploaded, tags }));
    });
  }

  /** By name. A model is listed from its first version on, unless `model` would refuse it. */
  async models(): Promise<readonly RegisteredModel[]> {
    const models: RegisteredModel[] = [];
    for (const name of await this.names()) {
      const model = await this.model(name).catch(undefinedIfForeign);
      if (model) models.push(model);
    }
    return models;
  }

  /** The names of the models that Waymark registered, in order. */
  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    const { client } = this.#options;
    for await (const { name } of client.models.search(`tags.\`${kindTag.key}\` = '${kindTag.value}'`))
      names.push(name);
    return names.filter(isModelName).sort();
  }

  /** @throws `MODEL_NAME_INVALID`, `MLFLOW_CHAMPION_FOREIGN`, and what the client throws. */
  async model(name: string): Promise<RegisteredModel | undefined> {
    assertModelName(name);
    return readRemoteModel(this.#options.client, name);
  }

  /**
   * Moves aliases and quarantines versions; see alias-writes.ts for what others see meanwhile.
   * @param at when it was decided, ISO 8601, UTC: the same move again changes nothing. Default: now.
   * @throws `UNKNOWN_MODEL`, `UNKNOWN_VERSION`, `VERSION_QUARANTINED`, `CHAMPION_CHANGED`, and what `model` throws.
   */
  async moveAliases(name: string, move: AliasMove, at = this.#now()): Promise<RegisteredModel> {
    if (!(await this.model(name))) throw unknownModel(name);
    return this.#locked(name, (lock) => writeAliasMove(this.#options.client, lock, { move, at }));
  }

  /** Downloads the bundle unless it is there; see download-bundle.ts. @throws `UNKNOWN_MODEL`, `UNKNOWN_VERSION`. */
  async bundleFolder(name: string, version: number): Promise<string> {
    assertModelName(name);
    const { client, home } = this.#options;
    const versions = await readVersions(client, name);
    if (versions.length === 0) throw unknownModel(name);
    const entry = versions.find((candidate) => candidate.version === version);
    const known = versions.map((candidate) => candidate.version);
    if (!entry) throw unknownVersion(name, [version], known);
    return downloadBundle(client, entry, home);
  }

  /** Tries again when the lease ran low before anything was written. @throws `MLFLOW_MODEL_BUSY`. */
  async #locked<T>(name: string, action: (lock: HeldLock) => Promise<T | undefined>): Promise<T> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const result = await withModelLock(name, this.#options, action);
      if (result !== undefined) return result;
    }
    throw modelBusy(name);
  }

  async #find(name: string, manifestSha256: string): Promise<ModelVersion | undefined> {
    const versions = await readVersions(this.#options.client, name);
    return versions.find((version) => version.manifestSha256 === manifestSha256);
  }

  #now(): string {
    return (this.#options.now?.() ?? new Date()).toISOString();
  }
}

function undefinedIfForeign(error: unknown): undefined {
  if (!(error instanceof WaymarkError && error.code === 'MLFLOW_CHAMPION_FOREIGN')) throw error;
}
