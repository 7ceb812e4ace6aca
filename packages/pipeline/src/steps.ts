/**
 * The steps, and what is done with files beside them, behind one light entry: each loads its code (tfjs, DuckDB,
 * onnxruntime) only when it is run, so that a promotion that has nothing to do takes a fraction of a second.
 */

import { withArtifactsLock } from './artifacts-lock.js';
import type { CompactedLog, CompactLogOptions, LogSegment } from './compact-log.js';
import type { CrossValidation } from './cross-validate.js';
import type { DataFile } from './data-file.js';
import type { DataPointer } from './data-pointer.js';
import type { DataRequest } from './data-source.js';
import type { FilePredictions, PredictFileOptions } from './predict-file.js';
import type { Project } from './project.js';
import type { DataSummary, TrainingSummary } from './step-documents.js';
import type { MonitorContext, MonitorResult } from './steps/monitor-step.js';
import type { PromoteContext, PromoteResult } from './steps/promote-step.js';
import type { RetrainingData } from './steps/retrain-step.js';
import type { EvaluateResult, StepContext } from './steps/step.js';

/** Finds, makes or downloads the file with the project's rows. */
export async function resolveProjectData(project: Project, request: DataRequest): Promise<DataFile> {
  const { resolveData } = await import('./data-source.js');
  return resolveData(project, request);
}

/** Writes the project's pointer file `data.json`, which names the data by its hash. */
export async function pointProjectAt(projectFolder: string, file: string): Promise<DataPointer> {
  const { writePointer } = await import('./data-pointer.js');
  return writePointer(projectFolder, file);
}

/** Writes `data/`: validated and split. Throws `DATA_INVALID` with all failures. */
export async function dataStep(project: Project, file: DataFile, context: StepContext): Promise<DataSummary> {
  const run = project.steps?.data ?? (await import('./steps/data-step.js')).runDataStep;
  return withArtifactsLock(context.paths.root, () => run(project, file, context));
}

/** Writes `model/`: the fused graph with its golden rows. */
export async function trainStep(project: Project, context: StepContext): Promise<TrainingSummary> {
  const run = project.steps?.train ?? (await import('./steps/train-step.js')).runTrainStep;
  return withArtifactsLock(context.paths.root, () => run(project, context));
}

/** Writes `bundle/`: judged on the test split. */
export async function evaluateStep(project: Project, context: StepContext): Promise<EvaluateResult> {
  const run = project.steps?.evaluate ?? (await import('./steps/evaluate-step.js')).runEvaluateStep;
  return withArtifactsLock(context.paths.root, () => run(project, context));
}

/** Registers the bundle and moves the champion alias, or says why not. */
export async function promoteStep(project: Project, context: PromoteContext): Promise<PromoteResult> {
  const { runPromoteStep } = await import('./steps/promote-step.js');
  return runPromoteStep(project, context);
}

/** Compares recent traffic with the champion's reference. Throws `NO_CHAMPION`. */
export async function monitorStep(project: Project, context: MonitorContext): Promise<MonitorResult> {
  const { runMonitorStep } = await import('./steps/monitor-step.js');
  return runMonitorStep(project, context);
}

/** The labelled part of recent traffic as a data file for `dataStep`. Throws `NOT_ENOUGH_LABELS`. */
export async function retrainingData(project: Project, request: RetrainingData): Promise<DataFile> {
  const { collectRetrainingData } = await import('./steps/retrain-step.js');
  return collectRetrainingData(project, request);
}

/** Cross-validates the whole recipe on the rows of the `data` step. */
export async function crossValidationStep(
  project: Project,
  folds: number,
  context: StepContext,
): Promise<CrossValidation> {
  const { crossValidate } = await import('./cross-validate.js');
  return crossValidate(project, folds, context);
}

/** Scores a file with a version of the registry, and writes its predictions. Throws as `predict-file.ts` says. */
export async function predictFile(options: PredictFileOptions): Promise<FilePredictions> {
  const scoring = await import('./predict-file.js');
  return scoring.predictFile(options);
}

/** Writes what is new in the prediction log as Parquet. Throws as `compact-log.ts` says. */
export async function compactLog(
  segments: readonly LogSegment[],
  options: CompactLogOptions,
): Promise<CompactedLog> {
  const compaction = await import('./compact-log.js');
  return compaction.compactLog(segments, options);
}
