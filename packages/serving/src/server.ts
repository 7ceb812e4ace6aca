/**
 * The model server: puts the engine, the hosts of the models, the protocols and the prediction log together, and takes
 * them apart in the right order. Whatever it needs from outside comes as an option.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { InferenceProcess } from './engine/inference-process.js';
import { MicroBatcher } from './engine/micro-batcher.js';
import { addressUnavailable } from './errors.js';
import { FeedbackIndex } from './feedback/feedback-index.js';
import { PredictionIdSeries } from './feedback/prediction-ids.js';
import { feedbackRoutes } from './feedback/routes.js';
import type { HostObserver, ModelStatus } from './host/model-host.js';
import { ModelHosts } from './host/model-hosts.js';
import { addPath } from './http/add-path.js';
import { createApp } from './http/create-app.js';
import { indexPage } from './http/index-page.js';
import { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
import { ServerMetrics } from './metrics/server-metrics.js';
import { openInferenceRoutes } from './protocols/open-inference/routes.js';
import { rowsRoutes } from './protocols/rows/routes.js';
import { Scorer } from './scoring/scorer.js';
import { defaultLimits, type ModelServerOptions, type ServerLimits } from './server-options.js';

export interface ServerStatus {
  readonly models: readonly ModelStatus[];
  readonly worker: { readonly pid: number | undefined; readonly restarts: number };
}

export interface ModelServer {
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /**
   * Resolves when every model takes traffic.
   * @throws `CHAMPION_MISSING`, `MODEL_REFUSED`, and what the registry throws. The server stays up, and keeps looking.
   */
  ready(): Promise<void>;
  status(): ServerStatus;
  /** Readiness falls, what was accepted is answered, then everything ends. Calling it again waits for the same end. */
  close(): Promise<void>;
}

/**
 * Listens at once, and answers health checks while the models load.
 * @throws `ADDRESS_UNAVAILABLE`.
 */
export async function createModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const server = new RunningServer(options);
  await server.listen(options.host, options.port);
  return server;
}

class RunningServer implements ModelServer {
  readonly app: FastifyInstance;
  address = '';
  readonly #options: ModelServerOptions;
  readonly #limits: ServerLimits;
  readonly #engine: InferenceProcess;
  readonly #hosts: ModelHosts;
  readonly #index = new FeedbackIndex();
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    const { sink, models } = options;
    const metrics: ServerMetrics = new ServerMetrics({
      queuedRows: () => batcher.queuedRows,
      workerRestarts: () => this.#engine.restarts,
      predictionLog: () => (sink instanceof JsonlPredictionSink ? sink.counts : undefined),
      servedModels: () => this.#hosts.served,
    });
    this.app = createApp({
      maxBodyBytes: this.#limits.maxBodyBytes,
      logLevel: options.logLevel ?? 'info',
      logStream: options.logStream,
      metrics,
      isDraining: () => this.#closed !== undefined,
    });
    this.#engine = new InferenceProcess({
      hardTimeoutMs: this.#limits.hardTimeoutMs,
      onCrash: (reason) => this.app.log.error({ reason }, 'the inference worker ended and is replaced'),
    });
    const batcher = new MicroBatcher(this.#engine, { ...this.#limits, observer: metrics });
    this.#hosts = new ModelHosts({
      registry: options.registry,
      engine: this.#engine,
      models,
      pollIntervalMs: options.pollIntervalMs ?? 500,
      nextSessionKey: counter(),
      observer: hostObserver(this.app.log, metrics),
    });
    const idSeries = new Map(models.map((model) => [model, new PredictionIdSeries()]));
    for (const [model, series] of idSeries) this.#index.addSeries(model, series);
    const onScored = (...scored: Parameters<ServerMetrics['rowsPredicted']>) =>
      metrics.rowsPredicted(...scored);
    this.#addRoutes(new Scorer({ batcher, sink, idSeries, onScored }), metrics);
  }

  async listen(host: string, port: number): Promise<void> {
    try {
      this.address = await this.app.listen({ host, port });
    } catch (error) {
      await this.#engine.close();
      throw addressUnavailable(host, port, error instanceof Error ? error : new Error(String(error)));
    }
    this.#started = this.#hosts.start();
    // Whoever calls `ready` is told; nobody has to.
    this.#started.catch(() => {});
  }

  async ready(): Promise<void> {
    await this.#started;
  }

  status(): ServerStatus {
    const { pid, restarts } = this.#engine;
    return { models: this.#hosts.statuses, worker: { pid, restarts } };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    // From here on answers close their connections: clients leave by themselves.
    await delay(this.#options.drainGraceMs ?? 100);
    await this.#hosts.stop();
    await this.#drain();
    await this.#engine.close();
    await this.#options.sink.close();
  }

  /** Stops accepting and waits for the requests that are open. */
  async #drain(): Promise<void> {
    const { server } = this.app;
    // A connection whose last answer was sent before the stop is open and idle.
    const closeIdle = setInterval(() => server.closeIdleConnections(), 50);
    const cutOff = setTimeout(() => server.closeAllConnections(), this.#limits.drainTimeoutMs);
    await this.app.close();
    clearInterval(closeIdle);
    clearTimeout(cutOff);
  }

  get #isReady(): boolean {
    return this.#closed === undefined && this.#hosts.areServing && this.#engine.isAvailable;
  }

  #addRoutes(scorer: Scorer, metrics: ServerMetrics): void {
    const { app } = this;
    const hosts = this.#hosts;
    const limits = this.#limits;
    const serverVersion = readPackageVersion();
    addPath(app, '/', { GET: async () => indexPage(serverVersion, hosts.names) });
    addPath(app, '/metrics', {
      GET: async (_, reply) => reply.type(metrics.contentType).send(await metrics.render()),
    });
    openInferenceRoutes(app, {
      ...{ scorer, limits, serverVersion },
      isReady: () => this.#isReady,
      serving: (model, version) => hosts.serving(model, version),
    });
    rowsRoutes(app, { scorer, limits, hosts });
    feedbackRoutes(app, {
      index: this.#index,
      sink: this.#options.sink,
      isIndexed: this.#rebuildIndex(),
      maxLabels: limits.maxRequestRows,
      classesOf: (model) => hosts.served.find((served) => served.model === model)?.contract.classes,
    });
  }

  /** An unreadable log must not stop the server: ids of earlier runs are unknown then. */
  async #rebuildIndex(): Promise<void> {
    const { logFolder } = this.#options;
    if (logFolder === undefined) return;
    await this.#index.rebuild(logFolder).catch((error) => {
      this.app.log.error(
        { err: error },
        'the prediction log cannot be read: labels of earlier predictions are unknown',
      );
    });
  }
}

function hostObserver(log: FastifyBaseLogger, metrics: ServerMetrics): HostObserver {
  return {
    swapped(to, from) {
      const { model, version, manifestSha256 } = to;
      log.info(
        { model, version, manifestSha256, previous: from?.version ?? null },
        'a version takes traffic',
      );
    },
    refused(model, { version, reason }) {
      log.error({ model, version, reason }, 'a version was refused');
      metrics.loadFailed(model);
    },
    registryUnreadable(model, error) {
      log.error(
        { model, reason: error.message },
        'the registry cannot be read: the version that serves goes on',
      );
    },
  };
}

function counter(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

/** The same path from `src/` and from `dist/`. */
function readPackageVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
