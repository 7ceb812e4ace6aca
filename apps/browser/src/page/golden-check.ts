/** The golden rows as the browser scores them, against what the bundle froze: as the server does before it serves. */

import type { GoldenRows } from '@waymark/contracts';
import type { ScoredRow } from './browser-model.js';

export interface GoldenCheck {
  readonly rows: number;
  /** Of the probabilities. */
  readonly largestDifference: number;
}

/** WebAssembly may round the last bits of a float32 otherwise. */
const tolerance = 1e-6;

/** `classes` in the manifest's order. @throws An error in words, where a label or a probability comes out otherwise. */
export function goldenCheck(
  { expected }: GoldenRows,
  scored: readonly ScoredRow[],
  classes: readonly string[],
): GoldenCheck {
  const rows = expected.label.length;
  const otherLabels = expected.label.filter((label, row) => scored[row]?.label !== label);
  const differences = expected.probabilities.flatMap((probabilities, row) => {
    const values = classes.map((name) => scored[row]?.probabilities[name] ?? Number.NaN);
    return probabilities.map((probability, i) => Math.abs(probability - (values[i] ?? Number.NaN)));
  });
  const largestDifference = Math.max(...differences);
  // A NaN is not within anything.
  if (otherLabels.length > 0 || !(largestDifference <= tolerance))
    throw new Error(
      `the golden rows must come out as in training: ${otherLabels.length} of ${rows} labels differ, and probabilities by up to ${largestDifference.toExponential(1)}`,
    );
  return { rows, largestDifference };
}
