/**
 * What a transform is. A column starts as numbers or as text and passes its chain; each transform is fitted on what
 * the ones before it made of the training rows, and later appends to the graph what it learned.
 *
 *   spec (JSON, in the project) -- fit, on the train split --> fitted (JSON) -- emit --> nodes
 */

import type { Column, ColumnSchema, NumberColumn } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';

/** What a column is between two transforms: float64 or int64 [N], string [N], or finished float32 [N, width]. */
export type Stage = 'number' | 'text' | 'features';

export interface FitInput {
  readonly schema: ColumnSchema;
  /** The training rows; missing is NaN, or the empty string. */
  readonly values: Column;
  /** Present in a fit by crossFitPreprocessing. */
  readonly crossFitting?: CrossFitting;
}

/** What is predicted, and the parts of the training rows that must not see their own. */
export interface CrossFitting {
  /** One a training row, finite: 0 or 1 for two classes. */
  readonly target: NumberColumn;
  /** The fold of each training row. */
  readonly foldOf: ArrayLike<number>;
  /** The folds that there are, ascending; at least two. */
  readonly folds: readonly number[];
}

export interface FitResult<Fitted> {
  readonly fitted: Fitted;
  /** One a fold, learned from the others, if the training rows must be encoded so. Default: `fitted` encodes them. */
  readonly byFold?: readonly Fitted[];
  /** What the next transform is fitted on: the values as this one changes them. */
  readonly values: Column;
}

export interface Transform<Spec, Fitted> {
  /** The stages that it takes, each with the one that it gives. */
  stages(spec: Spec): Readonly<Partial<Record<Stage, Stage>>>;
  /** Whether no value is missing after it. */
  readonly fillsMissing: boolean;
  /** Whether it learns from what is predicted, so that only crossFitPreprocessing can fit it. */
  readonly needsTarget?: true;
  /** What is wrong with the options for a column at this stage; empty when nothing is. */
  check(spec: Spec, stage: Stage): readonly string[];
  /** What it learns, or why it cannot (a text). */
  fit(spec: Spec, input: FitInput): FitResult<Fitted> | string;
  /** Appends its nodes; `value` has the shape and dtype of its stage. */
  emit(builder: GraphBuilder, fitted: Fitted, value: Value): Value;
  /** Names of the columns that it makes, when it makes features. */
  featureNames?(fitted: Fitted, column: string): readonly string[];
  /** Appends a second value that goes beside the chain's, straight into the features: bool [N]. */
  emitBeside?(builder: GraphBuilder, fitted: Fitted, value: Value): Value | undefined;
  /** The name of what emitBeside appends; undefined where it appends nothing. */
  nameBeside?(fitted: Fitted, column: string): string | undefined;
}
