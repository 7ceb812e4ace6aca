/**
 * The parts of a server of bare models and how they hang together. It shares engine, batches, metrics, security and routes
 * with a server of projects; what is its own is how models are found, and how they are asked: tensors in, tensors out.
 */

import type { FastifyBaseLogger } from 'fastify';
import type { BatchCourse, BatchObserver } from '../engine/micro-batcher.js';
import { metricsRoutes } from '../metrics/routes.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import { protocolRoutes } from '../protocols/routes.js';
import {
  counter,
  createServerBase,
  protocolOptions,
  type RunningParts,
  type ServerBase,
  type ServerState,
} from '../server-base.js';
import { type BareServerOptions, defaultLimits } from '../server-options.js';
import type { BareObserver } from './bare-host.js';
import { BareHosts } from './bare-hosts.js';
import { bareScoring } from './bare-scoring.js';
import { hostedBareModels } from './hosted-bare-models.js';
import { barePageRoutes } from './page-routes.js';
import { TensorScorer } from './tensor-scorer.js';

/** Starts the worker processes; everything else waits. */
export function createBareParts(options: BareServerOptions, state: ServerState): RunningParts {
  const limits = { ...defaultLimits, maxBodyBytes: mostImageBytes, ...options.limits };
  const { vertexAi } = options.clouds ?? {};
  // What `auto` measures is rows, and nothing is known of rows here.
  const engineKind = options.engine === 'inline' ? 'inline' : 'workers';
  const base: ServerBase = createServerBase({ ...options, engine: engineKind }, state, {
    ...{ limits, healthRoutes: vertexAi ? [vertexAi.healthRoute] : [] },
    queuedRows: () => ({ shared: scorer.batcher.queuedRows, trial: 0 }),
    queuedRequests: ({ target }) => scorer.batcher.queuedRequests(target),
    predictionLog: () => undefined,
    servedModels: () => hosts.served,
  });
  const { app, sharedEngine, engine, metrics, tracing, maxBatchesInFlight } = base;
  const hosts: BareHosts = new BareHosts({
    ...{ engine, folder: options.folder, maxBatchRows: limits.maxBatchRows },
    pollIntervalMs: options.pollIntervalMs ?? 1_000,
    nextSessionKey: counter(),
    // There is no other process where the user wants none, and at the start nobody is served whom it could protect.
    isProvenFirst: () => engineKind === 'workers' && hosts.areServing,
    observer: bareObserver(app.log, metrics),
  });
  const observer = observerByModel(base.observer, hosts);
  const scorer = new TensorScorer(sharedEngine, { ...limits, maxBatchesInFlight, observer, metrics });
  const about = protocolOptions(options, hostedBareModels(hosts), { metrics, state });
  // First: it lists the routes that come after it.
  barePageRoutes(app, { hosts, serverVersion: about.serverVersion });
  metricsRoutes(app, metrics);
  protocolRoutes(app, about, bareScoring({ scorer, hosts, limits }));
  const grpcMethods = async () => {
    const { openInferenceMethods } = await import('../grpc/open-inference-methods.js');
    const { bareInferMethod } = await import('./infer-method.js');
    return openInferenceMethods(about, bareInferMethod({ scorer, hosts, limits }));
  };
  const observers = { metrics, log: app.log, tracing };
  return { app, engine, hosts, models: about.models, limits, observers, grpcMethods, sink: undefined };
}

/** Tensors are larger than rows: Triton's limit. */
const mostImageBytes = 64 * 2 ** 20;

/** Statistics are by model, batches by the shapes that may share one. */
function observerByModel(observer: BatchObserver, hosts: BareHosts): BatchObserver {
  const targetOf = (course: BatchCourse) =>
    hosts.served.find(({ target }) => target.key === course.target.key)?.target ?? course.target;
  return {
    batchScored: (rows, computeMs, course) =>
      observer.batchScored(rows, computeMs, { ...course, target: targetOf(course) }),
    requestWaited: (waitMs) => observer.requestWaited(waitMs),
  };
}

function bareObserver(log: FastifyBaseLogger, metrics: ServerMetrics): BareObserver {
  return {
    loaded({ model, version, manifestSha256 }, from) {
      log.info(
        { model, version, sha256: manifestSha256, isReload: from !== undefined },
        'a version takes traffic',
      );
    },
    unloaded({ model, version }, reason) {
      log.info({ model, version, reason }, 'a version was unloaded');
    },
    refused(model, version, reason) {
      log.error({ model, ...(version === undefined ? {} : { version }), reason }, 'a version was refused');
      metrics.loadFailed(model);
    },
    warned(model, warning) {
      log.warn({ model, warning }, 'config.pbtxt says what is not done here');
    },
    folderUnreadable(error) {
      log.error({ reason: error.message }, 'the folder of models cannot be read: what serves goes on');
    },
  };
}
