/** What the steps share: their context and the type of each, so that a project can replace one and keep the rest. */

import type { Tracker } from '@waymark/contracts';
import type { BackendName } from '@waymark/training';
import type { ArtifactPaths } from '../artifact-paths.js';
import type { DataFile } from '../data-source.js';
import type { Project } from '../define-project.js';
import type { Progress } from '../progress.js';
import type { DataSummary, TrainingSummary } from '../step-documents.js';
import type { EvaluateResult } from './evaluate-step.js';

export interface StepContext {
  readonly paths: ArtifactPaths;
  readonly progress: Progress;
  /** sha256 of the code that can change a result. */
  readonly codeHash: string;
  /** Which tfjs backend trains. */
  readonly backend: BackendName | 'auto';
  /** Where a training or a cross-validation is told of while it goes on. Left out: nowhere. */
  readonly tracking?: Tracking;
}

export interface Tracking {
  readonly tracker: Tracker;
  /** The code's version, when the project is in git. */
  readonly source: { readonly gitSha: string | null; readonly dirty: boolean | null };
}

/** Reads, validates and splits the file; writes `data/`. */
export type DataStep = (project: Project, file: DataFile, context: StepContext) => Promise<DataSummary>;
/** Fits preprocessing and model on `data/`; writes `model/`. */
export type TrainStep = (project: Project, context: StepContext) => Promise<TrainingSummary>;
/** Judges `model/` on the test split; writes `bundle/`. */
export type EvaluateStep = (project: Project, context: StepContext) => Promise<EvaluateResult>;
