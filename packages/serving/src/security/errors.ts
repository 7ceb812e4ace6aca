/** Who may not come in, and settings that would protect nothing. */

import { WaymarkError } from '@waymark/contracts';
import { ServingError } from '../serving-error.js';
import type { RateLimit } from './security-options.js';

/** The request must say who sends it, by a key or a token that counts here. */
export function authenticationRequired(reason: string): ServingError {
  return new ServingError(
    `this path needs an API key or a token, and ${reason}; send it as 'Authorization: Bearer …', or a key as 'X-API-Key'`,
    { code: 'AUTHENTICATION_REQUIRED', kind: 'usage', status: 401 },
  );
}

/** Who sends the request is known, and may not do that. */
export function scopeMissing(needed: string, had: readonly string[]): ServingError {
  return new ServingError(
    `this path needs the scope '${needed}', and the key or token has ${had.join(', ') || 'none'}; use one with that scope`,
    { code: 'SCOPE_MISSING', kind: 'usage', status: 403 },
  );
}

/** A page in a browser would change what is served, and no key is asked for that it could not have. */
export function pageRefused(): ServingError {
  return new ServingError(
    'the header Origin must not be there: a page in a browser may not change what is served while the server asks for no key; use another client, or start the server with WAYMARK_API_KEYS_FILE',
    { code: 'PAGE_REFUSED', kind: 'usage', status: 403 },
  );
}

/** A page in a browser may stand behind a name that this server does not know as its own. */
export function hostRefused(): ServingError {
  return new ServingError(
    'the header Host must be an IP address, localhost or one of WAYMARK_ALLOWED_HOSTS, and is another: a page in a browser could have its own name point to this server; ask by address, or start the server with that name in WAYMARK_ALLOWED_HOSTS',
    { code: 'HOST_REFUSED', kind: 'usage', status: 403 },
  );
}

/** A key, a subject or an address sent more requests than it may. */
export function rateLimited({ maxRequests, windowMs }: RateLimit, retryAfterSeconds: number): ServingError {
  return new ServingError(
    `at most ${maxRequests} requests may come in ${windowMs / 1000} s, and more came; try again in ${retryAfterSeconds} s`,
    { code: 'RATE_LIMITED', kind: 'environment', status: 429, retryAfterSeconds },
  );
}

/** The issuer's keys cannot be had, so that no token can be checked: it is not the client's fault. */
export function keySetUnavailable(cause: unknown): ServingError {
  return new ServingError(
    'the keys of the issuer are needed to check the token, and cannot be fetched now; try again shortly',
    { code: 'KEY_SET_UNAVAILABLE', kind: 'environment', status: 503, retryAfterSeconds: 5, cause },
  );
}

/** Options of the server's security contradict each other, or would protect nothing. */
export function securityInvalid(problems: readonly string[]): WaymarkError {
  const message = `the server's security must hold: ${problems.join('; ')}`;
  return new WaymarkError(message, { code: 'SECURITY_INVALID', kind: 'usage' });
}

/** A file of keys or certificates cannot be read, or is not what it must be. */
export function securityFileInvalid(paths: readonly string[], cause: Error): WaymarkError {
  return new WaymarkError(
    `${paths.join(' and ')} must be readable and valid: ${cause.message}; docs/security.md has their form`,
    { code: 'SECURITY_FILE_INVALID', kind: 'usage', cause },
  );
}
