/**
 * Who sends a request, by `X-API-Key` or by `Authorization: Bearer` with a key or a token (RFC 6750). A token has three
 * parts with dots between them, a key has no dot.
 */

import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { hashApiKey } from './api-key.js';
import type { ApiKey } from './api-key-file.js';
import { authenticationRequired } from './errors.js';
import type { Scope } from './scopes.js';

export interface Principal {
  /** Unique among those who may come: `key:billing`, `token:alice`. */
  readonly id: string;
  readonly scopes: readonly Scope[];
}

/** @throws `AUTHENTICATION_REQUIRED`, `KEY_SET_UNAVAILABLE`. */
export type VerifyToken = (token: string) => Promise<Principal>;

export interface AuthenticatorOptions {
  /** The keys that count now; undefined where there are none. */
  readonly apiKeys: (() => readonly ApiKey[]) | undefined;
  readonly verifyToken: VerifyToken | undefined;
}

export class Authenticator {
  readonly #options: AuthenticatorOptions;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /** @throws `AUTHENTICATION_REQUIRED`, `KEY_SET_UNAVAILABLE`. */
  async authenticate(headers: IncomingHttpHeaders): Promise<Principal> {
    const { verifyToken } = this.#options;
    const apiKey = headers['x-api-key'];
    if (apiKey !== undefined) return this.#principalOf(String(apiKey));
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (bearer === undefined) throw authenticationRequired('none came');
    return verifyToken && isToken(bearer) ? verifyToken(bearer) : this.#principalOf(bearer);
  }

  #principalOf(key: string): Principal {
    const found = findKey(this.#options.apiKeys?.() ?? [], hashApiKey(key));
    if (!found) throw authenticationRequired('the key that came is not known');
    if (found.expiresAt <= Date.now()) throw authenticationRequired('the key that came has expired');
    return { id: `key:${found.name}`, scopes: found.scopes };
  }
}

function isToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

/** Looks at all keys, and compares in constant time: how long it takes tells nothing of the keys. */
function findKey(keys: readonly ApiKey[], hash: Buffer): ApiKey | undefined {
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.hash, hash)) found = key;
  return found;
}
