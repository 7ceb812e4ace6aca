/**
 * Where a key falls between 0 and 1: below the weight, the candidate has it. The same key stays where it is while the
 * weight grows, on every server and over restarts.
 */

import { createHash } from 'node:crypto';

const bits = 48;

/** Uniform in [0, 1) over keys, by SHA-256 of salt and key. */
export function keyShare(salt: string, key: string): number {
  // The zero byte keeps ('a', 'bc') and ('ab', 'c') apart.
  const digest = createHash('sha256').update(`${salt}\0${key}`).digest();
  return digest.readUIntBE(0, bits / 8) / 2 ** bits;
}
