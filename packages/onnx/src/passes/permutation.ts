/** Permutations of axes as Transpose has them: axis i of the result is axis `perm[i]` of the input. */

import type { Shape } from '../graph/shape.js';

export type Permutation = readonly number[];

export function identityOf(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

export function isIdentity(perm: Permutation): boolean {
  return perm.every((axis, i) => axis === i);
}

/** The one permutation that does what `first` and then `second` do. */
export function compose(first: Permutation, second: Permutation): Permutation {
  return second.map((axis) => first[axis] ?? axis);
}

/** compose(perm, inverse(perm)) is the identity. */
export function inverse(perm: Permutation): Permutation {
  const result = perm.map(() => 0);
  for (const [i, axis] of perm.entries()) result[axis] = i;
  return result;
}

/** The shape behind a Transpose. */
export function permuteShape<Dimensions extends Shape>(
  shape: Dimensions,
  perm: Permutation,
): Dimensions[number][] {
  return perm.map((axis) => shape[axis] ?? 1);
}

export function samePermutation(a: Permutation, b: Permutation): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}
