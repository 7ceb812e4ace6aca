/** What the steps share: what each is given, and what `evaluate` returns. */

import type { EvaluationReport, ModelManifest, Tracker } from '@waymark/contracts';
import type { BackendName } from '@waymark/training';
import type { ArtifactPaths } from '../artifact-paths.js';
import type { Progress } from '../progress.js';

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

/** The bundle that `evaluate` wrote. */
export interface EvaluateResult {
  readonly report: EvaluationReport;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
}
