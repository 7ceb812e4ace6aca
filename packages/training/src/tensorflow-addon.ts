/**
 * Loads @tensorflow/tfjs-node, an optional peer: its addon is native, and neither it nor its download is there on
 * every machine. Importing it registers the backend 'tensorflow'.
 */

import util from 'node:util';

/** @returns undefined once it is loaded; otherwise why it cannot be. */
export async function importTensorflow(): Promise<unknown> {
  supplyRemovedUtilities(util);
  const packageName: string = '@tensorflow/tfjs-node'; // not a literal: tsc must not resolve what may be absent
  try {
    await import(packageName);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Node 23 took two functions out of `util` that tfjs-node 4.22 calls in each op (tensorflow/tfjs#8425). */
export function supplyRemovedUtilities(target: object): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, implementation] of Object.entries(removed))
    if (!(name in target)) Object.assign(target, { [name]: implementation });
}
