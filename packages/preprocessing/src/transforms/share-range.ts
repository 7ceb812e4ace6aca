/** The rule for an option that names two quantiles. */

/** Whether both are shares of the rows, from 0 to 1, the lower one first. */
export function isShareRange(low: number, high: number): boolean {
  return low >= 0 && low < high && high <= 1;
}
