/**
 * The parts of a server and how they hang together: engine, batches, hosts, scorer, routes. Nothing here starts to listen
 * or looks at the registry; `server.ts` does, and ends what was begun.
 */

import { readFileSync } from 'node:fs';
import type { PredictionSink } from '@waymark/contracts';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { InferenceEngine } from './engine/inference-engine.js';
import { MicroBatcher } from './engine/micro-batcher.js';
import { ResponseCache } from './engine/response-cache.js';
import { FeedbackIndex } from './feedback/feedback-index.js';
import { PredictionIdSeries } from './feedback/prediction-ids.js';
import { feedbackRoutes } from './feedback/routes.js';
import type { Answers, CallObservers } from './grpc/unary-method.js';
import type { HostObserver } from './host/model-host.js';
import { ModelHosts } from './host/model-hosts.js';
import { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
import { redactColumns } from './log/redact-columns.js';
import { rowSink } from './log/row-sink.js';
import { metricsRoutes } from './metrics/routes.js';
import type { ServerMetrics } from './metrics/server-metrics.js';
import { openApiRoutes } from './openapi/routes.js';
import { pageRoutes } from './pages/routes.js';
import { cloudRoutes } from './protocols/clouds/routes.js';
import { mlflowRoutes } from './protocols/mlflow/routes.js';
import { type OpenInferenceOptions, openInferenceRoutes } from './protocols/open-inference/routes.js';
import { tensorflowServingRoutes } from './protocols/tensorflow-serving/routes.js';
import { logRollouts } from './rollout/log-observer.js';
import { rolloutRoutes } from './rollout/routes.js';
import { Scorer } from './scoring/scorer.js';
import { createServerBase, type ServerBase, type ServerState } from './server-base.js';
import {
  type CloudOptions,
  defaultLimits,
  type ServerLimits,
  type ServerPartsOptions,
} from './server-options.js';

/** What a server that listens asks of its parts, whatever kind of models it has. */
export interface RunningParts {
  readonly app: FastifyInstance;
  readonly engine: InferenceEngine;
  readonly hosts: Pick<ModelHosts, 'start' | 'stop' | 'statuses' | 'areServing'>;
  readonly limits: ServerLimits;
  readonly observers: CallObservers;
  /** Loaded where gRPC is on. */
  readonly grpcMethods: () => Promise<Answers>;
  /** Closed last. Undefined where nothing is logged. */
  readonly sink: PredictionSink | undefined;
}

export interface ServerParts extends RunningParts {
  readonly hosts: ModelHosts;
  readonly sink: PredictionSink;
}

/** Starts the worker processes; everything else waits. */
export function createServerParts(options: ServerPartsOptions, state: ServerState): ServerParts {
  const limits = { ...defaultLimits, ...options.limits };
  const { models } = options;
  const sink = rowSink(options.sink, options.events);
  const { vertexAi } = options.clouds ?? {};
  const base: ServerBase = createServerBase(options, state, {
    ...{ limits, healthRoutes: vertexAi ? [vertexAi.healthRoute] : [] },
    queuedRows: () => batcher.queuedRows,
    queuedRequests: ({ target }) => batcher.queuedRequests(target),
    predictionLog: () => (options.sink instanceof JsonlPredictionSink ? options.sink.counts : undefined),
    servedModels: () => hosts.served,
  });
  const { app, engine, metrics, tracing, observer, maxBatchesInFlight } = base;
  const batcher = new MicroBatcher(engine, { ...limits, maxBatchesInFlight, observer });
  const hosts = new ModelHosts({
    registry: options.registry,
    engine,
    models,
    pollIntervalMs: options.pollIntervalMs ?? 500,
    nextSessionKey: counter(),
    observer: hostObserver(app.log, metrics, options.redact),
    rollout: options.rollout && {
      ...{ folder: options.rollout.folder, observer: logRollouts(app.log), metrics: metrics.rollouts },
      submit: (target, request, terms) => batcher.submit(target, request, terms),
    },
  });
  const idSeries = new Map(models.map((model) => [model, new PredictionIdSeries()]));
  const { cacheBytes } = options;
  const scorer = new Scorer({
    runner: cacheBytes === undefined ? batcher : cacheBefore(batcher, cacheBytes, metrics),
    sink: redactColumns(sink, options.redact ?? []),
    idSeries,
    metrics,
  });
  const index = indexFor(options, idSeries, app.log);
  const openInference = {
    ...{ scorer, metrics, hosts, limits, isReady: state.isReady, log: app.log, tracing },
    statistics: metrics.statistics,
    modelControl: options.modelControl ?? 'none',
    serverVersion: readPackageVersion(),
  };
  addRoutes(app, {
    ...{ ...openInference, sink },
    ...index,
    defaultModel: options.defaultModel,
    clouds: options.clouds ?? {},
    hasRollouts: options.rollout !== undefined,
  });
  const grpcMethods = async () =>
    (await import('./grpc/open-inference-methods.js')).openInferenceMethods(openInference);
  return { app, engine, hosts, limits, observers: openInference, grpcMethods, sink };
}

function cacheBefore(batcher: MicroBatcher, maxBytes: number, { statistics }: ServerMetrics): ResponseCache {
  const onLookUp = statistics.lookedUp.bind(statistics);
  return new ResponseCache(batcher, { maxBytes, onLookUp });
}

interface Index {
  readonly index: FeedbackIndex;
  /** Settles when the ids of earlier runs are known. */
  readonly isIndexed: Promise<void>;
}

/** An unreadable log must not stop the server: ids of earlier runs are unknown then. */
function indexFor(
  { logFolder }: ServerPartsOptions,
  idSeries: ReadonlyMap<string, PredictionIdSeries>,
  log: FastifyBaseLogger,
): Index {
  const index = new FeedbackIndex();
  for (const [model, series] of idSeries) index.addSeries(model, series);
  const rebuilt = logFolder === undefined ? Promise.resolve() : index.rebuild(logFolder);
  const isIndexed = rebuilt.catch((error: unknown) => {
    log.error({ err: error }, 'the prediction log cannot be read: labels of earlier predictions are unknown');
  });
  return { index, isIndexed };
}

interface RouteParts extends Index, OpenInferenceOptions {
  readonly metrics: ServerMetrics;
  readonly limits: ServerLimits;
  readonly sink: PredictionSink;
  readonly defaultModel: string | undefined;
  readonly clouds: CloudOptions;
  readonly hasRollouts: boolean;
}

function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { scorer, metrics, hosts, limits, isReady, defaultModel, serverVersion } = parts;
  // First: it lists the routes that come after it.
  openApiRoutes(app, { hosts, limits, serverVersion });
  pageRoutes(app, { hosts, serverVersion });
  metricsRoutes(app, metrics);
  openInferenceRoutes(app, parts);
  tensorflowServingRoutes(app, { scorer, limits, hosts });
  if (parts.hasRollouts) rolloutRoutes(app, parts);
  mlflowRoutes(app, { scorer, limits, hosts, defaultModel, serverVersion, isReady });
  cloudRoutes(app, parts.clouds, { scorer, limits, hosts, defaultModel, isReady });
  feedbackRoutes(app, {
    index: parts.index,
    isIndexed: parts.isIndexed,
    sink: parts.sink,
    maxLabels: limits.maxRequestRows,
    classesOf: (model) => hosts.served.find((served) => served.model === model)?.contract.classes,
  });
}

function hostObserver(
  log: FastifyBaseLogger,
  metrics: ServerMetrics,
  redact: readonly string[] = [],
): HostObserver {
  return {
    swapped(to, from) {
      const { model, version, manifestSha256 } = to;
      log.info(
        { model, version, manifestSha256, previous: from?.version ?? null },
        'a version takes traffic',
      );
      // A name that is misspelt must not look like one that protects.
      const columns = redact.filter((column) => !to.contract.inputIndex.has(column));
      if (columns.length > 0)
        log.warn({ model, version, columns }, 'columns to redact are not among the version’s inputs');
    },
    unloaded({ model, version }) {
      log.info({ model, version }, 'a version was unloaded');
    },
    refused(model, { version, reason }) {
      log.error({ model, version, reason }, 'a version was refused');
      metrics.loadFailed(model);
    },
    fellBack({ model, version }, refused) {
      log.error(
        { model, version, refused: refused.version, reason: refused.reason },
        'the champion was refused: the version before it takes traffic until the alias moves',
      );
    },
    registryUnreadable(model, error) {
      log.error(
        { model, reason: error.message },
        'the registry cannot be read: the version that serves goes on',
      );
    },
  };
}

export function counter(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

/** The same path from `src/` and from `dist/`. */
export function readPackageVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
