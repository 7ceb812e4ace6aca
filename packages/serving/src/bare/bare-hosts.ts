/**
 * All models of a folder. It is looked at at a steady pace rather than watched: network disks and Kubernetes volumes tell
 * nothing. A file that changes is loaded once it stays the same for a whole interval: it may still be written.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { modelUnknown } from '../host/errors.js';
import type { ModelStatus } from '../host/model-status.js';
import { BareHost, type BareObserver } from './bare-host.js';
import type { BareModel } from './bare-model.js';
import { modelsFolderInvalid } from './errors.js';
import { exampleTensors } from './example-request.js';
import { ExternalFiles } from './external-files.js';
import type { BareLoader } from './load-bare-model.js';
import { type FoundModel, readModelsFolder } from './models-folder.js';

export interface BareHostsOptions extends BareLoader {
  readonly folder: string;
  readonly pollIntervalMs: number;
  readonly observer: BareObserver;
}

/** What a stop waits for loads that are under way. */
const patienceMs = 500;

export class BareHosts {
  readonly #options: BareHostsOptions;
  readonly #hosts = new Map<string, BareHost>();
  readonly #externalFiles = new ExternalFiles();
  readonly #stopping = new AbortController();
  /** By model: files that changed since the last look. */
  readonly #unsettled = new Map<string, string>();
  #following: Promise<void> | undefined;
  #unreadable: string | undefined;
  #isStarted = false;
  /** Settles when what was asked for last is done: one step after the other, whoever asks. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: BareHostsOptions) {
    this.#options = options;
  }

  get names(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  get all(): readonly BareHost[] {
    return [...this.#hosts.values()];
  }

  get statuses(): readonly ModelStatus[] {
    return this.all.map(({ model, serving, refused }) => ({
      model,
      serving: serving && {
        version: serving.version,
        manifestSha256: serving.manifestSha256,
        bundleFolder: this.#options.folder,
      },
      refused: refused[0],
      exampleRequest: serving && exampleTensors(serving),
    }));
  }

  /** Every version that takes traffic. */
  get served(): readonly BareModel[] {
    return this.all.flatMap(({ versions }) => versions);
  }

  /** Whether a model takes traffic: a bad one does not stop the others. */
  get areServing(): boolean {
    return this.#isStarted && this.all.some(({ serving, isUnloaded }) => serving !== undefined || isUnloaded);
  }

  /** Loads what is there, then follows it. @throws `MODELS_FOLDER_UNREADABLE`, `MODELS_FOLDER_INVALID`. */
  async start(): Promise<void> {
    try {
      await this.#inTurn(async () => {
        for (const found of await this.#read())
          if (!this.#stopping.signal.aborted) await this.#host(found).follow(found);
      });
    } finally {
      this.#isStarted = true;
      this.#following = this.#follow();
    }
    if (this.served.length === 0) throw modelsFolderInvalid(this.#options.folder, this.#problems());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    // A load may take a minute, and ends with the engine.
    await Promise.race([Promise.all([this.#following, this.#turn]), delay(patienceMs)]);
  }

  /** @throws `MODEL_UNKNOWN`. */
  host(model: string): BareHost {
    const host = this.#hosts.get(model);
    if (!host) throw modelUnknown();
    return host;
  }

  /** The version of the path, else the highest. @throws `MODEL_UNKNOWN`, `MODEL_NOT_READY`, `MODEL_VERSION_UNKNOWN`. */
  serving(model: string, version?: string): BareModel {
    return this.host(model).version(version);
  }

  /** Looks at the folder now. @returns Whether the model is in it. */
  async load(model: string): Promise<boolean> {
    let found: FoundModel | undefined;
    await this.#inTurn(async () => {
      found = (await this.#read()).find(({ name }) => name === model);
      if (found) await this.#host(found).load(found);
    });
    return found !== undefined;
  }

  unload(model: string): Promise<void> {
    return this.#inTurn(async () => this.host(model).unload('a client asked for it', { isAsked: true }));
  }

  #read(): Promise<readonly FoundModel[]> {
    return readModelsFolder(this.#options.folder, this.#externalFiles);
  }

  #host({ name }: FoundModel): BareHost {
    const known = this.#hosts.get(name);
    if (known) return known;
    const host = new BareHost(name, this.#options, this.#options.observer);
    this.#hosts.set(name, host);
    return host;
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(step);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(this.#options.pollIntervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.#inTurn(() => this.#look());
    }
  }

  async #look(): Promise<void> {
    try {
      const found = await this.#read();
      this.#unreadable = undefined;
      for (const model of found) if (!this.#stopping.signal.aborted) await this.#followModel(model);
      const isGone = (name: string) => !found.some((model) => model.name === name);
      for (const name of this.names.filter(isGone)) {
        this.#hosts.get(name)?.unload('it is not in the folder any more', { isAsked: false });
        this.#hosts.delete(name);
      }
    } catch (error) {
      // A disk that is away for a moment: what serves goes on.
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem.message !== this.#unreadable) this.#options.observer.folderUnreadable(problem);
      this.#unreadable = problem.message;
    }
  }

  async #followModel(found: FoundModel): Promise<void> {
    const host = this.#host(found);
    const isSettled = this.#unsettled.get(found.name) === found.stamp;
    this.#unsettled.delete(found.name);
    if (!host.isNews(found)) return;
    if (isSettled) await host.follow(found);
    else this.#unsettled.set(found.name, found.stamp);
  }

  /** What is wrong with every model, each once. */
  #problems(): readonly string[] {
    const problems = this.all.flatMap(({ model, problem, refused }) => [
      ...(problem === undefined ? [] : [`${model}: ${problem}`]),
      ...refused.map(({ version, reason }) => `${model}, version ${version}: ${reason}`),
    ]);
    return problems.length > 0 ? problems : ['it has none: put NAME.onnx or NAME/1/model.onnx into it'];
  }
}
