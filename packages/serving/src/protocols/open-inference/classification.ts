/**
 * The highest values of each row with their places and, where there are some, their labels (Triton's
 * extension_classification.md): `value:index` or `value:index:label`. Values are written as in JSON.
 */

import type { TensorData } from '../../engine/tensor-layout.js';
import type { RowRange } from './binary-tensor.js';

/** Where the values of some rows are. */
export interface ValueRange extends RowRange {
  /** Values in each row. */
  readonly width: number;
}

export interface ClassifyOptions {
  /** Classes of each row; at most the range's width. */
  readonly count: number;
  /** By index; empty where the values have no labels. */
  readonly labels: readonly string[];
}

/** [rows, count], row-major, the highest first; of equal values the one that stands first. */
export function classify(
  data: TensorData,
  { firstRow, rows, width }: ValueRange,
  { count, labels }: ClassifyOptions,
): readonly string[] {
  const classes: string[] = [];
  for (let row = firstRow; row < firstRow + rows; row++) {
    const values = Array.from({ length: width }, (_, index) => ({
      index,
      value: Number(data[row * width + index]),
    }));
    values.sort((a, b) => b.value - a.value);
    for (const { value, index } of values.slice(0, count)) {
      const label = labels[index];
      classes.push(label === undefined ? `${value}:${index}` : `${value}:${index}:${label}`);
    }
  }
  return classes;
}
