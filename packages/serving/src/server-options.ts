/** The options of the model server and their defaults. */

import type { Tracer } from '@opentelemetry/api';
import type { ModelRegistry, PredictionSink } from '@waymark/contracts';
import type { EngineKind } from './engine/create-engine.js';
import type { SecurityOptions } from './security/security-options.js';

export interface ServerLimits {
  /** Bytes of a request's body. Default 4 MiB. */
  readonly maxBodyBytes: number;
  /** Rows (or labels) of one request. Default 4,096. */
  readonly maxRequestRows: number;
  /** Rows that are scored at once. Default 256. */
  readonly maxBatchRows: number;
  /** Rows that may wait; more are refused with 503. Default 10,000. */
  readonly maxQueueRows: number;
  /** Requests that would wait longer for their turn, and do not fit into the next batch, are refused with 503. Default 1 s. */
  readonly maxQueueMs: number;
  /** A batch that takes longer is ended with its process, and answered with 504. Default 10 s. */
  readonly hardTimeoutMs: number;
  /** Requests that are still open so long after a stop was asked for are cut off. Default 7 s. */
  readonly drainTimeoutMs: number;
}

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** As Triton's `--model-control-mode`. With `explicit`, whoever reaches the server can end its serving. */
export type ModelControl = 'none' | 'explicit';

/** The paths that a cloud asks for, beside those that every client has. None is there unless it is named. */
export interface CloudOptions {
  /** SageMaker's `/models`, by which clients load and unload. One model needs `/ping` and `/invocations` only. */
  readonly sageMakerMultiModel?: boolean;
  /** The paths that Vertex AI was told. */
  readonly vertexAi?: { readonly healthRoute: string; readonly predictRoute: string };
  /** Azure ML's `/score`. */
  readonly azureMl?: boolean;
}

export interface ModelServerOptions {
  readonly registry: ModelRegistry;
  /** Whose champions are served. */
  readonly models: readonly string[];
  /** One of `models`, for the paths that name none. Default: the only one. */
  readonly defaultModel?: string;
  readonly clouds?: CloudOptions;
  /** The server closes it. */
  readonly sink: PredictionSink;
  /** Gets a copy of all that the sink is given, redacted as there; nobody waits for it. The server closes it. */
  readonly events?: PredictionSink;
  /** Where the sink writes: read at start, so that labels of earlier predictions are known. */
  readonly logFolder?: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The Open Inference Protocol over gRPC, on the same host and a port of its own. Off unless it is named. */
  readonly grpc?: { readonly port: number };
  readonly limits?: Partial<ServerLimits>;
  /** Keys, tokens, TLS and rate limits. Default: none of it. */
  readonly security?: SecurityOptions;
  /** Columns whose values the prediction log holds as missing. Default: none. */
  readonly redact?: readonly string[];
  /** Where models are scored. Default `workers`. The app must have set `ORT_DISABLE_TELEMETRY` for the others. */
  readonly engine?: EngineKind;
  /** Worker processes; each has one thread and holds every model. Default 1. */
  readonly workers?: number;
  /** A worker that holds more bytes, its models included, is replaced without losing a request. Default: none is. */
  readonly maxWorkerBytes?: number;
  /** Answers to rows that were asked before are kept in so many bytes. Default: none are. */
  readonly cacheBytes?: number;
  /** How often the registry is asked for the champion. Default 500 ms. */
  readonly pollIntervalMs?: number;
  /** Whether clients may load and unload models. Default `none`. */
  readonly modelControl?: ModelControl;
  /** Where rollouts are kept, `<folder>/<model>.json`: a second version beside the champion. Off unless it is named. */
  readonly rollout?: { readonly folder: string };
  /** Makes the spans of requests and batches. Nothing is traced without it. */
  readonly tracer?: Tracer;
  /** `/metrics` tells Triton's names too. Default false. */
  readonly hasTritonMetrics?: boolean;
  /** How long the server goes on answering after its readiness fell, so that clients notice. Default 100 ms. */
  readonly drainGraceMs?: number;
  /** Requests are logged at `debug`. Default `info`. */
  readonly logLevel?: LogLevel;
  /** Where the log goes, JSON by line. Default: standard output. */
  readonly logStream?: { write(line: string): void };
}

/** What a server is made of, whether it listens or not. */
export type ServerPartsOptions = Omit<ModelServerOptions, 'host' | 'port' | 'grpc'>;

/** What a server does with its models, whichever they are. */
export type ListenOptions = Pick<
  ModelServerOptions,
  | 'host'
  | 'port'
  | 'grpc'
  | 'limits'
  | 'security'
  | 'engine'
  | 'workers'
  | 'maxWorkerBytes'
  | 'pollIntervalMs'
  | 'modelControl'
  | 'tracer'
  | 'hasTritonMetrics'
  | 'drainGraceMs'
  | 'logLevel'
  | 'logStream'
  | 'defaultModel'
  | 'clouds'
>;

/** A server of bare models: there are no schemas, and so no prediction log, labels, rollouts and cache. */
export interface BareServerOptions extends ListenOptions {
  /** Holds `NAME.onnx` or `NAME/VERSION/model.onnx`; it is followed. */
  readonly folder: string;
}

export const defaultLimits: ServerLimits = {
  maxBodyBytes: 4 * 2 ** 20,
  maxRequestRows: 4_096,
  maxBatchRows: 256,
  maxQueueRows: 10_000,
  maxQueueMs: 1_000,
  hardTimeoutMs: 10_000,
  drainTimeoutMs: 7_000,
};
