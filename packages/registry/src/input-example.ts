/**
 * `input_example.json`: what MLflow knows as the model's example, `load_model(…).input_example` in Python.
 * Source: `_Example` in `mlflow/models/utils.py` of 3.17, type `ndarray`.
 */

import { featuresOf, type GoldenRows, type ModelManifest } from '@waymark/contracts';

export const inputExampleFile = 'input_example.json';
const maxRows = 5;

/** A column of values for each feature. */
export type InputExample = Readonly<Record<string, readonly unknown[]>>;

/** Golden rows without a missing value, for JSON has none that every type of column takes. Undefined when there is none. */
export function inputExampleOf(
  { schema }: Pick<ModelManifest, 'schema'>,
  { rows }: Pick<GoldenRows, 'rows'>,
): InputExample | undefined {
  const names = featuresOf(schema).map(({ name }) => name);
  const whole = rows.filter((row) => names.every((name) => row[name] != null)).slice(0, maxRows);
  if (whole.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, whole.map((row) => row[name])]));
}
