/**
 * The embedded registry: ModelRegistry on a folder, safe with several processes and against kill -9 without locks.
 *
 *   <home>/registry/<model>/bundles/<hash>/   a bundle, never changed: the same content is the same folder
 *   <home>/registry/<model>/state/<00000042>.json        versions, aliases and history; see state-log.ts
 *
 * A bundle is stored before a state names it, so a crash in between leaves a folder that nobody reads. It leaves out
 * deleting bundles.
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AliasMove, ModelRegistry, ModelVersion, RegisteredModel } from '@waymark/contracts';
import { applyAliasMove } from './alias-move.js';
import { bundlePath } from './bundle-path.js';
import { guardStorage, hasErrno } from './durable-file.js';
import { unknownModel, unknownVersion } from './errors.js';
import { assertModelName, isModelName } from './model-name.js';
import { openBundle } from './open-bundle.js';
import { readState, updateState } from './state-log.js';
import { storeBundle } from './store-bundle.js';

export interface FileModelRegistryOptions {
  /** The clock for `registeredAt` and the history. Default: the system's. */
  readonly now?: () => Date;
}

export class FileModelRegistry implements ModelRegistry {
  readonly #home: string;
  readonly #root: string;
  readonly #now: () => Date;

  /** @param home e.g. `.waymark`; created by the first write. Reading needs no permission to write. */
  constructor(home: string, { now = () => new Date() }: FileModelRegistryOptions = {}) {
    this.#home = home;
    this.#root = join(home, 'registry');
    this.#now = now;
  }

  /**
   * Verifies and copies the bundle, then adds it as a version. Registering a bundle again restores its stored copy if
   * that was damaged, and changes nothing else.
   * @throws what `openBundle` throws; `REGISTRY_CORRUPT`, `STORAGE_FAILED`.
   */
  async register(
    bundleFolder: string,
    source: { readonly gitSha: string | null; readonly dirty: boolean | null },
  ): Promise<ModelVersion> {
    const { manifest, manifestSha256 } = await openBundle(bundleFolder);
    const model = manifest.name;
    await storeBundle(bundleFolder, bundlePath(this.#home, model, manifestSha256), manifestSha256);
    const registeredAt = this.#now().toISOString();
    const { gitSha, dirty } = source;
    const state = await this.#update(model, (current) =>
      withVersion(current, { model, manifestSha256, registeredAt, gitSha, dirty, quarantine: null }),
    );
    return versionWhere(state, (version) => version.manifestSha256 === manifestSha256);
  }

  /** By name. A model is listed from its first version on. */
  async models(): Promise<readonly RegisteredModel[]> {
    const names = await guardStorage(this.#root, () => foldersIn(this.#root));
    const models = await Promise.all(names.filter(isModelName).map((name) => this.model(name)));
    return models.filter((model) => model !== undefined);
  }

  /** @throws `MODEL_NAME_INVALID`, `REGISTRY_CORRUPT`, `REGISTRY_FORMAT_NEWER`, `STORAGE_FAILED`. */
  async model(name: string): Promise<RegisteredModel | undefined> {
    const folder = this.#statePath(name);
    return (await guardStorage(folder, () => readState(folder)))?.model;
  }

  /**
   * Moves aliases and quarantines versions in one atomic write; writes nothing when all is so already.
   * @throws `UNKNOWN_MODEL`, `UNKNOWN_VERSION`, `VERSION_QUARANTINED`, `CHAMPION_CHANGED`, and what `model` throws.
   */
  async moveAliases(name: string, move: AliasMove): Promise<RegisteredModel> {
    const at = this.#now().toISOString();
    return this.#update(name, (current) => {
      if (!current) throw unknownModel(name);
      return applyAliasMove(current, move, at);
    });
  }

  /** @throws `UNKNOWN_MODEL`, `UNKNOWN_VERSION`, and what `model` throws. Pass the version's hash to `openBundle`. */
  async bundleFolder(name: string, version: number): Promise<string> {
    const model = await this.model(name);
    if (!model) throw unknownModel(name);
    const known = model.versions.map((candidate) => candidate.version);
    if (!known.includes(version)) throw unknownVersion(name, [version], known);
    const { manifestSha256 } = versionWhere(model, (candidate) => candidate.version === version);
    return bundlePath(this.#home, name, manifestSha256);
  }

  /**
   * Puts what another registry has in the place of this one's state; the bundles may come later.
   * @param expected what is there now: otherwise another process was faster, and nothing is changed.
   * @returns whether `next` is in force.
   */
  async replace(
    name: string,
    expected: RegisteredModel | undefined,
    next: RegisteredModel,
  ): Promise<boolean> {
    const state = await this.#update(name, (current) =>
      current !== undefined && !isDeepStrictEqual(current, expected) ? current : next,
    );
    return state === next;
  }

  async #update(
    name: string,
    next: (current: RegisteredModel | undefined) => RegisteredModel,
  ): Promise<RegisteredModel> {
    const folder = this.#statePath(name);
    return guardStorage(folder, () => updateState(folder, next));
  }

  #statePath(name: string): string {
    assertModelName(name);
    return join(this.#root, name, 'state');
  }
}

/** Adds the version, unless the bundle has one. */
function withVersion(
  current: RegisteredModel | undefined,
  added: Omit<ModelVersion, 'version'>,
): RegisteredModel {
  const state = current ?? { model: added.model, versions: [], aliases: {}, history: [] };
  if (state.versions.some(({ manifestSha256 }) => manifestSha256 === added.manifestSha256)) return state;
  const { model, ...rest } = added;
  const newest = Math.max(0, ...state.versions.map(({ version }) => version));
  return { ...state, versions: [...state.versions, { model, version: newest + 1, ...rest }] };
}

function versionWhere(
  { model, versions }: RegisteredModel,
  matches: (version: ModelVersion) => boolean,
): ModelVersion {
  const found = versions.find(matches);
  if (!found) throw new TypeError(`the state of '${model}' was checked to hold the version`);
  return found;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
