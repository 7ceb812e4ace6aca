/**
 * The file of API keys:
 *
 *     {"formatVersion": 1, "keys": [{"name": "billing", "sha256": "9f86…", "scopes": ["infer"], "expires": "2027-01-31"}]}
 *
 * It holds hashes, and still says who may do what: only the server's user should be able to write it.
 */

import type { ApiKeyEntry } from './api-key.js';
import { isScope, scopes } from './scopes.js';

export interface ApiKey {
  readonly name: string;
  /** SHA-256, 32 bytes. */
  readonly hash: Buffer;
  readonly scopes: ApiKeyEntry['scopes'];
  /** Milliseconds since 1970; infinite where the key does not expire. */
  readonly expiresAt: number;
}

type JsonObject = Readonly<Record<string, unknown>>;

const knownFields = ['name', 'sha256', 'scopes', 'expires'];

/** @throws an `Error` that tells all problems, and repeats no hash. */
export function parseApiKeys(text: string): readonly ApiKey[] {
  const problems: string[] = [];
  const keys = keysOf(text).map((entry, i) => parseEntry(entry, `keys[${i}]`, problems));
  const names = keys.map(({ name }) => name);
  const repeated = names.filter((name, i) => name !== '' && names.indexOf(name) !== i);
  for (const name of new Set(repeated)) problems.push(`the name '${name}' must be there once`);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return keys;
}

function keysOf(text: string): readonly unknown[] {
  const file = parseJson(text);
  if (!isObject(file) || file.formatVersion !== 1)
    throw new Error('it must be a JSON object with formatVersion 1');
  if (!Array.isArray(file.keys)) throw new Error('it must have a list of keys');
  return file.keys;
}

/** The parser's own message would repeat the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it must be JSON');
  }
}

function parseEntry(entry: unknown, place: string, problems: string[]): ApiKey {
  const given = isObject(entry) ? entry : {};
  const { name, sha256, expires } = given;
  const hash = typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256) ? sha256 : '';
  const expiresAt = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(expires));
  if (typeof name !== 'string' || !/^[\w.@-]{1,64}$/.test(name))
    problems.push(`${place}.name must be 1 to 64 letters, digits, dots, hyphens, underscores or @`);
  if (hash === '') problems.push(`${place}.sha256 must be 64 hexadecimal digits`);
  if (Number.isNaN(expiresAt)) problems.push(`${place}.expires must be a time in ISO 8601`);
  // What is misspelt must not be ignored: it may be what limits the key.
  const unknown = Object.keys(given).filter((field) => !knownFields.includes(field));
  if (unknown.length > 0) problems.push(`${place} must have no other fields than ${knownFields.join(', ')}`);
  return {
    name: String(name ?? ''),
    hash: Buffer.from(hash, 'hex'),
    scopes: parseScopes(given.scopes, place, problems),
    expiresAt,
  };
}

function parseScopes(given: unknown, place: string, problems: string[]): ApiKey['scopes'] {
  if (Array.isArray(given) && given.length > 0 && given.every(isScope)) return given;
  problems.push(`${place}.scopes must be a list of ${scopes.join(', ')}`);
  return [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
