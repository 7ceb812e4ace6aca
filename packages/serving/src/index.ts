/**
 * The model server: Fastify in front, onnxruntime in a process of its own, the registry's champions in between, and the
 * prediction log behind. Apps create a server and a sink; monitors read the log.
 */

export type { ModelStatus, RefusedVersion } from './host/model-host.js';
export {
  JsonlPredictionSink,
  type JsonlPredictionSinkOptions,
  type PredictionLogCounts,
} from './log/jsonl-prediction-sink.js';
export { type PredictionLog, readPredictionLog } from './log/read-prediction-log.js';
export { type ApiKeyEntry, type CreatedApiKey, createApiKey } from './security/api-key.js';
export { isScope, type Scope, scopes } from './security/scopes.js';
export type { JwtOptions, RateLimit, SecurityOptions, TlsFiles } from './security/security-options.js';
export { createModelServer, type ModelServer, type ServerStatus } from './server.js';
export type {
  CloudOptions,
  LogLevel,
  ModelControl,
  ModelServerOptions,
  ServerLimits,
} from './server-options.js';
