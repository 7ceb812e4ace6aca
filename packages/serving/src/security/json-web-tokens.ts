/**
 * JSON Web Tokens (RFC 7519) signed by one issuer for this server. Only public-key signatures count: a shared secret
 * does not belong into a key set. `exp` is required; scopes come from `scope` (RFC 9068, words) or `scp` (a list).
 */

import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { ServingError } from '../serving-error.js';
import type { VerifyToken } from './authenticator.js';
import { authenticationRequired, keySetUnavailable } from './errors.js';
import { isScope, type Scope } from './scopes.js';

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Finds the key of a token; `localKeySet` or `remoteKeySet`. */
  readonly keySet: JWTVerifyGetKey;
}

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Clocks differ; a token counts so long before and after its time. */
const clockToleranceSeconds = 5;

export function tokenVerifier({ issuer, audience, keySet }: TokenVerifierOptions): VerifyToken {
  const terms = { issuer, audience, algorithms, clockTolerance: clockToleranceSeconds };
  return async (token) => {
    const { payload } = await jwtVerify(token, keySet, { ...terms, requiredClaims: ['exp'] }).catch(refuse);
    return { id: `token:${subjectOf(payload)}`, scopes: scopesOf(payload) };
  };
}

/** The keys of a file. @throws when the text is no key set. */
export function localKeySet(text: string): JWTVerifyGetKey {
  // `createLocalJWKSet` checks it.
  const find = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
  return (header, token) => find(header, token);
}

/** The keys at an address, fetched when they are needed, kept for ten minutes, and fetched again for a new key's token. */
export function remoteKeySet(url: string): JWTVerifyGetKey {
  const find = createRemoteJWKSet(new URL(url));
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      throw isOfToken(error) ? error : keySetUnavailable(error);
    }
  };
}

/** Whether the key set was there, and has no key for the token. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

/** Says what is wrong with the token, never what is in it. */
function refuse(error: unknown): never {
  if (error instanceof ServingError) throw error;
  if (error instanceof errors.JWTExpired) throw authenticationRequired('the token that came has expired');
  throw authenticationRequired('the token that came is not valid for this server');
}

/** Tokens of machines may have no subject, and name their client. */
function subjectOf({ sub, client_id: client, azp }: JWTPayload): string {
  return String(sub ?? client ?? azp ?? '');
}

function scopesOf({ scope, scp }: JWTPayload): readonly Scope[] {
  const given: unknown = scope ?? scp;
  const words: readonly unknown[] = typeof given === 'string' ? given.split(' ') : asList(given);
  return words.filter(isScope);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
