/**
 * The registry of a home that shares its models through an MLflow server. It decides in the embedded registry, which
 * holds the bundles, and keeps that in step with the server before each answer. While the server is away everything
 * goes on from what is known, and what is decided then is sent later. See docs/decisions/0009.
 */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AliasMove,
  type ModelRegistry,
  type ModelVersion,
  type RegisteredModel,
  WaymarkError,
} from '@waymark/contracts';
import { FileModelRegistry } from '@waymark/registry';
import { MlflowModelRegistry, type MlflowModelRegistryOptions } from './mlflow-model-registry.js';
import { type DroppedChange, type ModelSync, syncModel } from './sync-model.js';

/** What the user should know. */
export type RegistryNotice =
  /** The server did not answer, or with something that is of no use: what is known here is in force until it does. */
  | { readonly kind: 'away'; readonly error: WaymarkError }
  | { readonly kind: 'back' }
  /** Something was decided here while the server had another champion already. */
  | ({ readonly kind: 'dropped'; readonly model: string } & DroppedChange);

export interface SyncedModelRegistryOptions extends MlflowModelRegistryOptions {
  /** How long a server that was away is not asked again. Default 10,000. */
  readonly retryAfterMs?: number;
  /** Each state is told once. */
  readonly onNotice?: (notice: RegistryNotice) => void;
}

const defaultRetryAfterMs = 10_000;

export class SyncedModelRegistry implements ModelRegistry {
  readonly #options: SyncedModelRegistryOptions;
  readonly #local: FileModelRegistry;
  readonly #remote: MlflowModelRegistry;
  /** One at a time, so that a process does not race itself for the server's lock. */
  #turn: Promise<unknown> = Promise.resolve();
  /** When the server was of no use last: for everything under '', for one model under its name. */
  readonly #away = new Map<string, number>();

  constructor(options: SyncedModelRegistryOptions) {
    const { home, now } = options;
    this.#options = options;
    this.#local = new FileModelRegistry(home, now ? { now } : {});
    this.#remote = new MlflowModelRegistry(options);
  }

  /**
   * Adds the bundle here. The server gets it with the next call of another kind, after the run that it belongs to; the
   * version's number may change then, when others registered versions there.
   */
  async register(
    bundleFolder: string,
    source: { readonly gitSha: string | null; readonly dirty: boolean | null },
  ): Promise<ModelVersion> {
    return this.#local.register(bundleFolder, source);
  }

  /** What is here and what is on the server, by name. */
  async models(): Promise<readonly RegisteredModel[]> {
    const here = (await this.#local.models()).map(({ model }) => model);
    const there = await this.#ask('', () => this.#remote.names());
    for (const name of new Set([...here, ...(there ?? [])])) await this.#sync(name);
    return this.#local.models();
  }

  async model(name: string): Promise<RegisteredModel | undefined> {
    await this.#sync(name);
    return this.#local.model(name);
  }

  /** @throws what both registries throw: `CHAMPION_CHANGED` also when somebody else moved it on the server. */
  async moveAliases(name: string, move: AliasMove): Promise<RegisteredModel> {
    const decided = await this.#local.moveAliases(name, move);
    const refused = (await this.#sync(name))?.dropped.find(({ reason }) => reason === move.reason);
    if (refused) throw refused.error;
    return (await this.#local.model(name)) ?? decided;
  }

  /** The local copy; a version that others registered is downloaded first. */
  async bundleFolder(name: string, version: number): Promise<string> {
    const folder = await this.#local.bundleFolder(name, version);
    const isHere = await access(join(folder, 'manifest.json')).then(
      () => true,
      () => false,
    );
    return isHere ? folder : this.#remote.bundleFolder(name, version);
  }

  async #sync(name: string): Promise<ModelSync | undefined> {
    const { home, client } = this.#options;
    const place = { home, server: client.url, model: name };
    const sync = await this.#ask(name, () => syncModel({ local: this.#local, remote: this.#remote, place }));
    for (const change of sync?.dropped ?? []) this.#notify({ kind: 'dropped', model: name, ...change });
    return sync;
  }

  /** Undefined while the server is away. */
  #ask<T>(model: string, question: () => Promise<T>): Promise<T | undefined> {
    const answer = this.#turn.then(() => this.#askNow(model, question));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #askNow<T>(model: string, question: () => Promise<T>): Promise<T | undefined> {
    const { retryAfterMs = defaultRetryAfterMs } = this.#options;
    const since = Math.max(...['', model].map((key) => this.#away.get(key) ?? Number.NEGATIVE_INFINITY));
    if (performance.now() - since < retryAfterMs) return undefined;
    try {
      const answer = await question();
      const wasAway = [this.#away.delete(''), this.#away.delete(model)].includes(true);
      if (wasAway) this.#notify({ kind: 'back' });
      return answer;
    } catch (error) {
      if (!isServersFault(error)) throw error;
      const key = isAboutModel(error) ? model : '';
      if (!this.#away.has(key)) this.#notify({ kind: 'away', error });
      this.#away.set(key, performance.now());
      return undefined;
    }
  }

  #notify(notice: RegistryNotice): void {
    this.#options.onNotice?.(notice);
  }
}

/** Whatever a server answers or does not answer must not stop a training. */
function isServersFault(error: unknown): error is WaymarkError {
  return error instanceof WaymarkError && error.code.startsWith('MLFLOW_');
}

/** Other models of the same server may do well. */
function isAboutModel({ code }: WaymarkError): boolean {
  return !/^MLFLOW_(UNREACHABLE|UNAVAILABLE|ACCESS_DENIED|ANSWER_FOREIGN)$/.test(code);
}
