/** The check that seeds, counts and widths share. */

/** Whether `value` is 1, 2, 3 … */
export function isPositiveInteger(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
