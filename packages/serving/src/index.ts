/**
 * The model server: Fastify in front, onnxruntime in a process of its own, the registry's champions in between, and the
 * prediction log behind. Apps create a server and a sink; monitors read the log.
 */

export { inferCommand } from './bare/example-request.js';
export type { EngineKind } from './engine/create-engine.js';
export type { ModelStatus, RefusedVersion } from './host/model-status.js';
export { CloudEventSink, type CloudEventSinkOptions, type EventCounts } from './log/cloud-event-sink.js';
export { JsonlPredictionSink } from './log/jsonl-prediction-sink.js';
export type { JsonlPredictionSinkOptions, PredictionLogCounts } from './log/jsonl-sink-options.js';
export { type PredictionLog, readPredictionLog, readSegment } from './log/read-prediction-log.js';
export { listSegments } from './log/segment-folder.js';
export {
  createModelHandler,
  type HandlerAnswer,
  type HandlerRequest,
  type ModelHandler,
} from './model-handler.js';
export {
  curlCommand,
  type FormModel,
  type FormOutcome,
  type FormPrediction,
  type FormRow,
  startPredictionForm,
} from './pages/browser/prediction-form.js';
export {
  type StandalonePage,
  type StandalonePageOptions,
  standalonePage,
} from './pages/standalone-page.js';
export { type ApiKeyEntry, type CreatedApiKey, createApiKey } from './security/api-key.js';
export { isScope, type Scope, scopes } from './security/scopes.js';
export type { JwtOptions, RateLimit, SecurityOptions, TlsFiles } from './security/security-options.js';
export { createBareServer, createModelServer, type ModelServer, type ServerStatus } from './server.js';
export type {
  BareServerOptions,
  CloudOptions,
  LogLevel,
  ModelControl,
  ModelServerOptions,
  ServerLimits,
  ServerPartsOptions,
} from './server-options.js';
