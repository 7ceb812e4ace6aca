/**
 * Prediction ids: `<series>-<number in base 36>`. A series is random and belongs to one model of one run of the server,
 * so an id is unique over restarts, costs an addition, and says by itself whether it was ever given.
 */

import { randomBytes } from 'node:crypto';

export interface PredictionId {
  readonly series: string;
  readonly number: number;
}

export class PredictionIdSeries {
  readonly name = randomBytes(6).toString('hex');
  #next = 0;

  /** The number that the next prediction gets: all below it were given. */
  get next(): number {
    return this.#next;
  }

  /** Takes `count` numbers in a row and returns the first. */
  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }

  /** The id of a number that was taken. */
  idOf(number: number): string {
    return `${this.name}-${number.toString(36)}`;
  }
}

const idPattern = /^([0-9a-f]{12})-([0-9a-z]{1,11})$/;

/** Undefined when the text cannot be a prediction id. */
export function parsePredictionId(text: string): PredictionId | undefined {
  const [, series, digits] = idPattern.exec(text) ?? [];
  if (series === undefined || digits === undefined) return undefined;
  const number = Number.parseInt(digits, 36);
  // One spelling a number: a leading zero would make a second id of the same prediction.
  return number.toString(36) === digits ? { series, number } : undefined;
}
