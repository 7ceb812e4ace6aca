/** defineProject and the steps of every project: data, train, evaluate, promote, monitor, retrain. */

export { type ArtifactPaths, artifactPaths } from './artifact-paths.js';
export type { CompactedLog, CompactLogOptions, LogSegment } from './compact-log.js';
export type { CrossValidation } from './cross-validate.js';
export type { DataFile } from './data-file.js';
export type { DataPointer } from './data-pointer.js';
export type { DataRequest } from './data-source.js';
export { defineProject } from './define-project.js';
export type { PublicDataset } from './download.js';
export type { FilePredictions, PredictFileOptions } from './predict-file.js';
export type { Shard } from './predict-shard.js';
export { type Progress, silentProgress } from './progress.js';
export type {
  DataStep,
  EvaluateStep,
  MonitoringDefinition,
  Project,
  ProjectDefinition,
  ProjectSource,
  RetrainingDefinition,
  TrainStep,
} from './project.js';
export type { DataSummary, TrainingSummary } from './step-documents.js';
export type { LabelledPerformance, MonitorContext, MonitorResult } from './steps/monitor-step.js';
export type { Approval, PromoteContext, PromoteResult } from './steps/promote-step.js';
export type { RetrainingData } from './steps/retrain-step.js';
export type { EvaluateResult, StepContext, Tracking } from './steps/step.js';
export {
  compactLog,
  crossValidationStep,
  dataStep,
  evaluateStep,
  monitorStep,
  pointProjectAt,
  predictFile,
  promoteStep,
  resolveProjectData,
  retrainingData,
  trainStep,
} from './steps.js';
