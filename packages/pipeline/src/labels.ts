/** Labels as the metrics want them. */

import { labelOf, type Table } from '@waymark/contracts';
import type { Project } from './project.js';

/** 1 for the positive class, 0 for the other; one a row. */
export function binaryLabels(table: Table, project: Pick<Project, 'schema' | 'positiveClass'>): Uint8Array {
  const column = table.columns[labelOf(project.schema).name];
  if (column === undefined || column instanceof Float64Array)
    throw new TypeError('the table has no label column');
  return Uint8Array.from(column, (label) => (label === project.positiveClass ? 1 : 0));
}

/** Rows and how many of them are positive. */
export function countLabels(labels: Uint8Array): { readonly rows: number; readonly positives: number } {
  return { rows: labels.length, positives: labels.reduce((total, label) => total + label, 0) };
}

/** The positive class's column of row-major [rows, 2] probabilities, as float64. */
export function positiveProbabilities(
  probabilities: Float32Array,
  { classes, positiveClass }: Pick<Project, 'classes' | 'positiveClass'>,
): Float64Array {
  const column = classes.indexOf(positiveClass);
  return Float64Array.from(
    { length: probabilities.length / 2 },
    (_, row) => probabilities[2 * row + column] ?? Number.NaN,
  );
}
