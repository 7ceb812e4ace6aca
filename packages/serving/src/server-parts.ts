/**
 * The parts of a server and how they hang together: engine, batches, hosts, scorer, routes. Nothing here starts to listen
 * or looks at the registry; `server.ts` does, and ends what was begun.
 */

import type { PredictionSink } from '@waymark/contracts';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { ResponseCache } from './engine/response-cache.js';
import { type RequestRunner, RowBatcher } from './engine/row-batcher.js';
import { FeedbackIndex } from './feedback/feedback-index.js';
import { PredictionIdSeries } from './feedback/prediction-ids.js';
import { feedbackRoutes } from './feedback/routes.js';
import type { HostObserver } from './host/host-observer.js';
import { ModelHosts } from './host/model-hosts.js';
import { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
import { redactColumns } from './log/redact-columns.js';
import { rowSink } from './log/row-sink.js';
import { metricsRoutes } from './metrics/routes.js';
import type { ServerMetrics } from './metrics/server-metrics.js';
import { openApiRoutes } from './openapi/routes.js';
import { pageRoutes } from './pages/routes.js';
import { hostedProjects } from './protocols/hosted-projects.js';
import { projectScoring } from './protocols/project-scoring.js';
import { type ProtocolOptions, protocolRoutes } from './protocols/routes.js';
import { CandidateQueues } from './rollout/candidate-queues.js';
import { logRollouts } from './rollout/log-observer.js';
import { rolloutRoutes } from './rollout/routes.js';
import { Scorer } from './scoring/scorer.js';
import {
  counter,
  createServerBase,
  protocolOptions,
  type RunningParts,
  type ServerBase,
  type ServerState,
} from './server-base.js';
import { defaultLimits, type ServerLimits, type ServerPartsOptions } from './server-options.js';

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
    queuedRows: () => ({ shared: batcher.queuedRows, trial: candidateQueues.queuedRows }),
    queuedRequests: ({ target }) => batcher.queuedRequests(target),
    predictionLog: () => (options.sink instanceof JsonlPredictionSink ? options.sink.counts : undefined),
    servedModels: () => hosts.served,
  });
  const { app, engine, metrics, tracing, observer, maxBatchesInFlight } = base;
  const batching = { ...limits, maxBatchesInFlight, observer };
  const batcher = new RowBatcher(base.sharedEngine, batching);
  const { cacheBytes } = options;
  const cached = (inner: RowBatcher): RequestRunner =>
    cacheBytes === undefined ? inner : cacheBefore(inner, cacheBytes, metrics);
  const candidateQueues = new CandidateQueues(() => {
    const own = new RowBatcher(engine, batching);
    return { runner: cached(own), queuedRows: () => own.queuedRows };
  });
  const hosts: ModelHosts = new ModelHosts({
    registry: options.registry,
    engine,
    models,
    pollIntervalMs: options.pollIntervalMs ?? 500,
    nextSessionKey: counter(),
    // There is no other process where the user wants none, as in a function of a cloud.
    isProvenFirst: () => options.engine !== 'inline' && hosts.served.length > 0,
    observer: hostObserver(app.log, metrics, options.redact),
    rollout: options.rollout && {
      ...{ folder: options.rollout.folder, observer: logRollouts(app.log), metrics: metrics.rollouts },
      sink,
      queues: candidateQueues,
    },
  });
  const idSeries = new Map(models.map((model) => [model, new PredictionIdSeries()]));
  const scorer = new Scorer({
    runner: cached(batcher),
    sink: redactColumns(sink, options.redact ?? []),
    idSeries,
    metrics,
  });
  const index = indexFor(options, idSeries, app.log);
  const about = protocolOptions(options, hostedProjects(hosts, limits), { metrics, state });
  addRoutes(app, {
    ...{ ...about, ...index, scorer, metrics, hosts, limits, sink },
    hasRollouts: options.rollout !== undefined,
  });
  const grpcMethods = async () => {
    const { openInferenceMethods } = await import('./grpc/open-inference-methods.js');
    const { inferMethod } = await import('./grpc/infer-method.js');
    return openInferenceMethods(about, inferMethod({ scorer, hosts, limits }));
  };
  const observers = { metrics, log: app.log, tracing };
  return { app, engine, hosts, models: about.models, limits, observers, grpcMethods, sink };
}

function cacheBefore(batcher: RowBatcher, maxBytes: number, { statistics }: ServerMetrics): ResponseCache {
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

interface RouteParts extends Index, ProtocolOptions {
  readonly scorer: Scorer;
  readonly hosts: ModelHosts;
  readonly metrics: ServerMetrics;
  readonly limits: ServerLimits;
  readonly sink: PredictionSink;
  readonly hasRollouts: boolean;
}

function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { scorer, metrics, hosts, limits, serverVersion } = parts;
  // First: it lists the routes that come after it.
  openApiRoutes(app, { hosts, limits, serverVersion });
  pageRoutes(app, { hosts, serverVersion });
  metricsRoutes(app, metrics);
  protocolRoutes(app, parts, projectScoring({ scorer, hosts, limits }));
  if (parts.hasRollouts) rolloutRoutes(app, parts);
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
