/** Names of graph inputs and outputs: tfjs's own hold counters of everything that was built before. */

/** `input` when there is one, else `input_0`, `input_1`, ... */
export function nameAt(what: string, index: number, { length }: ArrayLike<unknown>): string {
  return length === 1 ? what : `${what}_${index}`;
}
