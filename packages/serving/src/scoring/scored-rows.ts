/** The rows of one request with what the model said of them: protocols turn them into answers, the log into lines. */

import type { RequestOutputs } from '../engine/tensor-layout.js';
import type { LoadedVersion } from '../host/loaded-version.js';

/** What a version gave for rows. */
export interface VersionOutputs extends RequestOutputs {
  readonly served: LoadedVersion;
  readonly rows: number;
}

export interface ScoredRows extends VersionOutputs {
  /** One a row. */
  readonly ids: readonly string[];
  /**
   * One a row: its class probabilities as JSON has them, with commas between. Writing a double costs more than checking
   * a row, and both the log and the answer need it.
   */
  readonly probabilityTexts: readonly string[];
}

/** Label of a row. */
export function labelOf({ served, tensors, firstRow }: VersionOutputs, row: number): string {
  return String(tensors[served.contract.labelOutput]?.[firstRow + row] ?? '');
}

/** `ScoredRows.probabilityTexts` of these rows. JSON has neither NaN nor infinity. */
export function probabilityTextsOf({ served, tensors, firstRow, rows }: VersionOutputs): readonly string[] {
  const { probabilitiesOutput, classes } = served.contract;
  const values = tensors[probabilitiesOutput];
  const texts: string[] = [];
  for (let row = firstRow; row < firstRow + rows; row++) {
    let text = '';
    for (let i = row * classes.length; i < (row + 1) * classes.length; i++) {
      const value = Number(values?.[i]);
      text += (text === '' ? '' : ',') + (Number.isFinite(value) ? value : 'null');
    }
    texts.push(text);
  }
  return texts;
}

/** Class probabilities of a row, in the manifest's class order. */
export function probabilitiesOf(
  { served, tensors, firstRow }: VersionOutputs,
  row: number,
): readonly number[] {
  const { probabilitiesOutput, classes } = served.contract;
  const values = tensors[probabilitiesOutput];
  const start = (firstRow + row) * classes.length;
  const probabilities: number[] = [];
  for (let i = 0; i < classes.length; i++) probabilities.push(Number(values?.[start + i]));
  return probabilities;
}
