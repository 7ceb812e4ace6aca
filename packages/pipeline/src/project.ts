/**
 * A project is data: what to predict, from which columns, with which transforms and model, and what must hold before
 * it may serve. Everything else is convention; the steps read this definition and are the same for every project, unless
 * it brings one of its own.
 */

import type { FeatureSchema, Table } from '@waymark/contracts';
import type { PolicyOptions } from '@waymark/drift';
import type { Gates } from '@waymark/evaluation';
import type { PreprocessingSpec } from '@waymark/preprocessing';
import type { FitOptions, ModelDefinition } from '@waymark/training';
import type { DataFile } from './data-file.js';
import type { PublicDataset } from './download.js';
import type { DataSummary, TrainingSummary } from './step-documents.js';
import type { EvaluateResult, StepContext } from './steps/step.js';

export interface ProjectDefinition {
  /** Lower case, digits and hyphens; the model's name in the registry and on the wire. */
  readonly name: string;
  readonly task: 'binary-classification';
  readonly schema: FeatureSchema;
  /** The label's value that is predicted; its probability is compared with the threshold. */
  readonly positiveClass: string;
  readonly source: ProjectSource;
  /** Shares of the rows; the rest is for training. `seed` picks another split of the same data. */
  readonly split: { readonly validation: number; readonly test: number; readonly seed: number };
  /** One transform chain per feature. */
  readonly preprocessing: PreprocessingSpec;
  readonly model: ModelDefinition;
  readonly training: Omit<FitOptions, 'onEpoch' | 'signal'>;
  readonly gates: Gates;
  readonly monitoring: MonitoringDefinition;
  readonly retraining: RetrainingDefinition;
  /** Replaces single steps; the rest of the pipeline stays as it is. */
  readonly steps?: { readonly data?: DataStep; readonly train?: TrainStep; readonly evaluate?: EvaluateStep };
}

export interface ProjectSource {
  readonly kind: 'simulated';
  readonly rows: number;
  readonly seed: number;
  /** The simulator: the same options give the same table. */
  readonly generate: (options: { readonly rows: number; readonly seed: number }) => Table;
  /** Public data sets that `--source NAME` can bring. */
  readonly datasets?: Readonly<Record<string, PublicDataset>>;
}

export interface MonitoringDefinition extends PolicyOptions {
  /** The newest predictions that make the window. */
  readonly windowRows: number;
}

export interface RetrainingDefinition {
  /** Fewer labelled predictions than this are not enough to train on. */
  readonly minimumRows: number;
}

export interface Project extends ProjectDefinition {
  /** In the label column's order: the order of the `probabilities` output. */
  readonly classes: readonly [string, string];
  /** sha256 of everything in the definition that changes a result. */
  readonly parametersHash: string;
}

/** Reads, validates and splits the file; writes `data/`. */
export type DataStep = (project: Project, file: DataFile, context: StepContext) => Promise<DataSummary>;
/** Fits preprocessing and model on `data/`; writes `model/`. */
export type TrainStep = (project: Project, context: StepContext) => Promise<TrainingSummary>;
/** Judges `model/` on the test split; writes `bundle/`. */
export type EvaluateStep = (project: Project, context: StepContext) => Promise<EvaluateResult>;
