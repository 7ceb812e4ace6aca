/**
 * What every server has, whatever its models are: metrics, the HTTP app with its guards and its spans, and the engine.
 * Nothing here has routes or models.
 */

import { readFileSync } from 'node:fs';
import type { PredictionSink } from '@waymark/contracts';
import type { FastifyInstance } from 'fastify';
import { createEngine } from './engine/create-engine.js';
import type { InferenceEngine } from './engine/inference-engine.js';
import { IsolatingEngine } from './engine/isolating-engine.js';
import type { BatchObserver } from './engine/micro-batcher.js';
import type { CallObservers, ServiceAnswers } from './grpc/answer-message.js';
import type { ModelHosts } from './host/model-hosts.js';
import { createApp } from './http/create-app.js';
import type { MetricSources, WorkerPool } from './metrics/metric-sources.js';
import { ServerMetrics } from './metrics/server-metrics.js';
import type { HostedModels } from './protocols/hosted-models.js';
import type { ProtocolOptions } from './protocols/routes.js';
import type { ServerSecurity } from './security/server-security.js';
import type { BareServerOptions, ListenOptions, ServerLimits } from './server-options.js';
import type { ServerTracing } from './tracing/server-tracing.js';

export interface ServerState {
  readonly isReady: () => boolean;
  readonly isDraining: () => boolean;
  readonly security: ServerSecurity;
  /** Undefined where tracing is off. */
  readonly createTracing?: ((metrics: ServerMetrics) => ServerTracing) | undefined;
}

export interface BaseSources extends Omit<MetricSources, 'workerPools'> {
  readonly limits: ServerLimits;
  /** Rows that wait for each pool. */
  readonly queuedRows: () => Readonly<Record<WorkerPool['pool'], number>>;
  /** Paths for health beside the usual ones. */
  readonly healthRoutes: readonly string[];
}

export interface ServerBase {
  readonly app: FastifyInstance;
  /** What scores the batches of all versions that are not on trial. */
  readonly sharedEngine: InferenceEngine;
  /** The same, with processes beside it for versions on trial. */
  readonly engine: IsolatingEngine;
  readonly metrics: ServerMetrics;
  /** Undefined where tracing is off. */
  readonly tracing: ServerTracing | undefined;
  /** Told of each batch. */
  readonly observer: BatchObserver;
  /** One more than the engine computes at a time: the next travels meanwhile. */
  readonly maxBatchesInFlight: number;
}

/** What a server that listens asks of its parts, whatever kind of models it has. */
export interface RunningParts {
  readonly app: FastifyInstance;
  readonly engine: InferenceEngine;
  readonly hosts: Pick<ModelHosts, 'start' | 'stop' | 'statuses' | 'areServing'>;
  readonly models: HostedModels;
  readonly limits: ServerLimits;
  readonly observers: CallObservers;
  /** Loaded where gRPC is on. */
  readonly grpcMethods: () => Promise<ServiceAnswers>;
  /** Closed last. Undefined where nothing is logged. */
  readonly sink: PredictionSink | undefined;
}

/** Starts the worker processes. */
export function createServerBase(
  options: Omit<ListenOptions, 'host' | 'port' | 'grpc'>,
  state: ServerState,
  { limits, healthRoutes, queuedRows, ...sources }: BaseSources,
): ServerBase {
  const metrics: ServerMetrics = new ServerMetrics(
    { ...sources, workerPools: () => workerPools({ sharedEngine, engine }, queuedRows()) },
    { hasTritonNames: options.hasTritonMetrics ?? false },
  );
  const app = createApp({
    maxBodyBytes: limits.maxBodyBytes,
    logLevel: options.logLevel ?? 'info',
    logStream: options.logStream,
    metrics,
    isDraining: state.isDraining,
    secureServers: state.security.secureServers,
    allowedHosts: state.security.allowedHosts,
  });
  const tracing = state.createTracing?.(metrics);
  tracing?.traceRoutes(app);
  state.security.protect(app, healthRoutes);
  const sharedEngine = createEngine({
    kind: options.engine,
    workers: options.workers ?? 1,
    hardTimeoutMs: limits.hardTimeoutMs,
    ...(options.maxWorkerBytes === undefined ? {} : { maxWorkerBytes: options.maxWorkerBytes }),
    onCrash: (reason) => app.log.error({ reason }, 'an inference worker ended and is replaced'),
    onRecycle: (residentBytes) =>
      app.log.warn({ residentBytes }, 'an inference worker holds more memory than it may and is replaced'),
    onChoice: (choice) => app.log.info(choice, 'a model was measured to choose its engine'),
  });
  const engine = new IsolatingEngine({
    shared: sharedEngine,
    start: (workers) => startApart(workers, app, limits),
  });
  const observer = tracing?.batchObserver ?? metrics;
  const maxBatchesInFlight = engine.size + 1;
  return { app, sharedEngine, engine, metrics, tracing, observer, maxBatchesInFlight };
}

function workerPools(
  { sharedEngine, engine }: Pick<ServerBase, 'sharedEngine' | 'engine'>,
  queuedRows: ReturnType<BaseSources['queuedRows']>,
): readonly WorkerPool[] {
  const { restarts, residentBytes } = sharedEngine;
  const { restartsApart, residentBytesApart } = engine;
  return [
    { pool: 'shared', queuedRows: queuedRows.shared, restarts, residentBytes },
    {
      ...{ pool: 'trial', queuedRows: queuedRows.trial },
      ...{ restarts: restartsApart, residentBytes: residentBytesApart },
    },
  ];
}

/** Processes of a version that is on trial. */
function startApart(workers: number, app: FastifyInstance, { hardTimeoutMs }: ServerLimits): InferenceEngine {
  const onCrash = (reason: string) =>
    app.log.error({ reason }, 'a process of a version on trial ended and is replaced');
  return createEngine({ workers, hardTimeoutMs, onCrash });
}

/** What the protocols are told of a server, whatever kind of models it has. */
export function protocolOptions(
  { modelControl = 'none', defaultModel, clouds = {} }: AskedOptions,
  models: HostedModels,
  { metrics, state }: { readonly metrics: ServerMetrics; readonly state: ServerState },
): ProtocolOptions {
  const serverVersion = readPackageVersion();
  const { statistics } = metrics;
  return { models, statistics, isReady: state.isReady, modelControl, serverVersion, defaultModel, clouds };
}

type AskedOptions = Pick<BareServerOptions, 'modelControl' | 'defaultModel' | 'clouds'>;

/** 1, 2, 3, … */
export function counter(): () => number {
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
