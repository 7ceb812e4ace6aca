/**
 * API keys and what is kept of them: a SHA-256 hash. A slow hash (scrypt) protects words that people choose; a key of
 * 256 random bits cannot be guessed from any hash, and a slow one would cost more than the inference.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from './scopes.js';

/** A key as the file holds it. */
export interface ApiKeyEntry {
  readonly name: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601; from then on the key is refused. Left out: it holds until its entry is removed. */
  readonly expires?: string;
}

export interface CreatedApiKey {
  /** What the client sends; it is not kept anywhere. */
  readonly key: string;
  /** What goes into the file. */
  readonly entry: ApiKeyEntry;
}

const keyBytes = 32;

/** A new key and its entry. The prefix lets scanners of source code find a key that was committed. */
export function createApiKey(
  name: string,
  scopes: readonly Scope[],
  { expires }: { readonly expires?: string } = {},
): CreatedApiKey {
  const key = `waymark_${randomBytes(keyBytes).toString('base64url')}`;
  const sha256 = hashApiKey(key).toString('hex');
  return { key, entry: { name, sha256, scopes, ...(expires === undefined ? {} : { expires }) } };
}

/** 32 bytes. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
