/** What is wrong with the security options by themselves, before a file is read: all of it in one error. */

import { isHostPattern } from './allowed-hosts.js';
import { securityInvalid } from './errors.js';
import { isLoopback } from './exposure.js';
import type { JwtOptions, RateLimit, SecurityOptions } from './security-options.js';

/** @throws `SECURITY_INVALID`. */
export function checkSecurityOptions(
  options: SecurityOptions,
  { hasGrpc }: { readonly hasGrpc: boolean },
): void {
  const { jwt, rateLimit, allowedHosts = [] } = options;
  const problems = [
    ...(jwt ? jwtProblems(jwt) : []),
    ...(rateLimit ? limitProblems(rateLimit) : []),
    ...hostProblems(allowedHosts),
  ];
  // A second way in that is not counted would make the limit a lie.
  if (hasGrpc && rateLimit)
    problems.push(
      'gRPC must be off where requests are limited: its calls are not counted; let a proxy limit both',
    );
  if (problems.length > 0) throw securityInvalid(problems);
}

/** An empty issuer or audience would take the tokens of all. */
function jwtProblems({ issuer, audience, keySet }: JwtOptions): readonly string[] {
  const problems: string[] = [];
  if (issuer === '') problems.push('the issuer of tokens must be named');
  if (audience === '') problems.push('the audience of tokens must be named');
  if ('url' in keySet && !isTrustworthy(keySet.url))
    problems.push('the address of the key set must begin with https://, or with http:// on this machine');
  return problems;
}

/** Whoever can change the key set on its way can sign tokens. */
function isTrustworthy(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function limitProblems({ maxRequests, windowMs }: RateLimit): readonly string[] {
  const isPositive = (value: number) => Number.isInteger(value) && value > 0;
  if (isPositive(maxRequests) && isPositive(windowMs)) return [];
  return ['the rate limit must be a whole number of requests above 0, in a window of at least 1 ms'];
}

function hostProblems(allowedHosts: readonly string[]): readonly string[] {
  const others = allowedHosts.filter((text) => !isHostPattern(text));
  if (others.length === 0) return [];
  return [
    `allowed hosts must be names without scheme and port, such as models.example.org or .example.org, or *; got ${others.join(', ')}`,
  ];
}
