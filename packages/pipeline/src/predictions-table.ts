/** What a file of predictions holds: the key, where the rows have one, the label, and the probability of each class. */

import { type Column, type FeatureSchema, keyOf, type ModelManifest, type Table } from '@waymark/contracts';
import type { BinaryOutput } from './table-session.js';

export interface PredictedRows {
  readonly classes: readonly string[];
  readonly key: string;
  /** Undefined where the rows have no key. */
  readonly keys: Column | undefined;
}

/** The columns as they are written, in this order. */
export function outputSchema({ schema, classes }: ModelManifest): FeatureSchema {
  const column = { role: 'feature', nullable: false } as const;
  return {
    columns: [
      keyOf(schema),
      { ...column, name: labelName, type: 'text' },
      ...classes.map((name) => ({ ...column, name: probabilityName(name), type: 'number' as const })),
    ],
  };
}

export function predictionsOf(
  { labels, probabilities }: BinaryOutput,
  { classes, key, keys }: PredictedRows,
): Table {
  const rows = labels.length;
  const width = classes.length;
  const perClass = classes.map((name, i): readonly [string, Column] => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = probabilities[row * width + i] ?? Number.NaN;
    return [probabilityName(name), values];
  });
  return {
    rows,
    columns: {
      ...(keys === undefined ? {} : { [key]: keys }),
      [labelName]: labels,
      ...Object.fromEntries(perClass),
    },
  };
}

const labelName = 'predicted_label';

function probabilityName(className: string): string {
  return `probability_${className}`;
}
