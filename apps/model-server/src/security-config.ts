/**
 * What protects the server, by variables: keys, tokens, TLS, a rate limit, the hosts that requests may name, and columns
 * that the log must not hold.
 */

import type { SecurityOptions } from '@waymark/serving';
import { z } from 'zod';

const text = z.string().min(1);

/** With commas between them. */
const listOf = (what: string) =>
  z
    .string()
    .transform((names) => names.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => name !== ''), `must be ${what} with commas between them`);

export const securityVariables = z.object({
  WAYMARK_API_KEYS_FILE: text.optional(),
  WAYMARK_JWT_ISSUER: text.optional(),
  WAYMARK_JWT_AUDIENCE: text.optional(),
  WAYMARK_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an address with https' }).optional(),
  WAYMARK_JWKS_FILE: text.optional(),
  WAYMARK_TLS_CERT_FILE: text.optional(),
  WAYMARK_TLS_KEY_FILE: text.optional(),
  WAYMARK_RATE_LIMIT: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number of requests a minute, above 0')
    .transform(Number)
    .optional(),
  WAYMARK_ALLOWED_HOSTS: listOf('names of hosts').optional(),
  WAYMARK_REDACT: listOf('columns').optional(),
});

export type SecurityVariables = z.infer<typeof securityVariables>;

/** The limit is told by the minute, as people think of it. */
const windowMs = 60_000;

/** What the server is asked to do; nothing for what is not set. */
export function securityOptions(variables: SecurityVariables): SecurityOptions {
  const { WAYMARK_API_KEYS_FILE: apiKeysFile, WAYMARK_RATE_LIMIT: maxRequests } = variables;
  const { WAYMARK_ALLOWED_HOSTS: allowedHosts } = variables;
  const { WAYMARK_TLS_CERT_FILE: certificateFile, WAYMARK_TLS_KEY_FILE: keyFile } = variables;
  return {
    ...(apiKeysFile ? { apiKeysFile } : {}),
    ...tokenOptions(variables),
    ...(certificateFile && keyFile ? { tls: { certificateFile, keyFile } } : {}),
    ...(maxRequests ? { rateLimit: { maxRequests, windowMs } } : {}),
    ...(allowedHosts ? { allowedHosts } : {}),
  };
}

function tokenOptions(variables: SecurityVariables): Pick<SecurityOptions, 'jwt'> {
  const { WAYMARK_JWT_ISSUER: issuer, WAYMARK_JWT_AUDIENCE: audience } = variables;
  const { WAYMARK_JWKS_URL: url, WAYMARK_JWKS_FILE: file } = variables;
  if (!issuer || !audience) return {};
  if (url) return { jwt: { issuer, audience, keySet: { url } } };
  return file ? { jwt: { issuer, audience, keySet: { file } } } : {};
}

/** What is wrong with the variables together: half of a lock would look like one. */
export function securityProblems(environment: NodeJS.ProcessEnv): readonly string[] {
  const isSet = (name: string) => environment[name] !== undefined;
  const problems: string[] = [];
  if (isSet('WAYMARK_TLS_CERT_FILE') !== isSet('WAYMARK_TLS_KEY_FILE'))
    problems.push('WAYMARK_TLS_CERT_FILE and WAYMARK_TLS_KEY_FILE: must both be set, or neither');
  const keySets = ['WAYMARK_JWKS_URL', 'WAYMARK_JWKS_FILE'].filter(isSet).length;
  const parts = [isSet('WAYMARK_JWT_ISSUER'), isSet('WAYMARK_JWT_AUDIENCE'), keySets === 1];
  if ((parts.includes(true) && parts.includes(false)) || keySets > 1)
    problems.push(
      'WAYMARK_JWT_ISSUER, WAYMARK_JWT_AUDIENCE and one of WAYMARK_JWKS_URL and WAYMARK_JWKS_FILE: must all be set, or none',
    );
  return problems;
}
