/** The encoded rows that a model is fitted on, and the checks that they pass before a fit starts. */

import { matrixMismatch, untrainableData } from './errors.js';

/** Encoded rows with their labels. */
export interface Matrix {
  /** Row-major, [rows, width]. */
  readonly features: Float32Array;
  /** One a row; 1 is the positive class, 0 the other. */
  readonly labels: Uint8Array;
  readonly rows: number;
  readonly width: number;
}

/** Encoded rows without labels: what a prediction needs. */
export type FeatureMatrix = Pick<Matrix, 'features' | 'rows' | 'width'>;

/** Throws `MATRIX_MISMATCH` unless the features are [rows, width] and `width` is the model's. */
export function checkFeatureMatrix(matrix: FeatureMatrix, modelWidth: number): void {
  const problems = shapeProblems('the matrix', matrix, modelWidth);
  if (problems.length > 0) throw matrixMismatch(problems);
}

/**
 * Throws `MATRIX_MISMATCH` when shapes contradict each other, and `TRAINING_DATA_INVALID` for empty parts, labels
 * other than 0 and 1, features that are not finite, or training rows of one class only.
 */
export function checkTrainingData(
  { train, validation }: { readonly train: Matrix; readonly validation: Matrix },
  modelWidth: number,
): void {
  const mismatches = [
    ...labelledShapeProblems('train', train, modelWidth),
    ...labelledShapeProblems('validation', validation, modelWidth),
  ];
  if (mismatches.length > 0) throw matrixMismatch(mismatches);

  const problems = [...contentProblems('train', train), ...contentProblems('validation', validation)];
  if (train.rows > 0 && new Set(train.labels).size === 1)
    problems.push(`train must hold both classes; all ${train.rows} rows have the label ${train.labels[0]}`);
  if (problems.length > 0) throw untrainableData(problems);
}

function labelledShapeProblems(name: string, matrix: Matrix, modelWidth: number): readonly string[] {
  const problems = [...shapeProblems(name, matrix, modelWidth)];
  if (matrix.labels.length !== matrix.rows)
    problems.push(
      `${name} must have one label a row; got ${matrix.labels.length} labels for ${matrix.rows} rows`,
    );
  return problems;
}

function shapeProblems(name: string, { features, rows, width }: FeatureMatrix, modelWidth: number) {
  const problems: string[] = [];
  if (width !== modelWidth) problems.push(`${name} must have the model's width ${modelWidth}; got ${width}`);
  if (features.length !== rows * width)
    problems.push(`${name} must have ${rows} x ${width} features; got ${features.length} numbers`);
  return problems;
}

function contentProblems(name: string, matrix: Matrix): readonly string[] {
  if (matrix.rows === 0) return [`${name} must have rows; got none`];
  const problems = nonFiniteColumns(matrix).map(
    ({ column, count }) =>
      `${name} must be finite; feature ${column} is not in ${count} of ${matrix.rows} rows`,
  );
  const strange = matrix.labels.filter((label) => label > 1).length;
  if (strange > 0) problems.push(`${name} labels must be 0 or 1; ${strange} of ${matrix.rows} are not`);
  return problems;
}

function nonFiniteColumns({ features, width }: Matrix) {
  const counts = new Map<number, number>();
  for (const [i, value] of features.entries()) {
    if (!Number.isFinite(value)) counts.set(i % width, (counts.get(i % width) ?? 0) + 1);
  }
  return [...counts].map(([column, count]) => ({ column, count })).sort((a, b) => a.column - b.column);
}
