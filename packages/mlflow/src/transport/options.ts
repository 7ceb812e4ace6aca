/**
 * How to reach a server: what the standard MLFLOW_* variables say, as options. Apps parse the variables.
 * It leaves out OAuth flows: pass the token that such a flow gives.
 */

import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { optionsInvalid } from '../errors.js';

export type MlflowAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

export interface MlflowTls {
  /** Take any certificate. Default false. */
  readonly isInsecure?: boolean;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
  /** PEM of the client's certificate, with its key unless `key` has it. */
  readonly certificate?: string;
  /** PEM of the client certificate's key. */
  readonly key?: string;
}

export interface MlflowOptions {
  /** `http:` or `https:`, a path in front of the API is kept. A name and password in it become basic auth. */
  readonly url: string;
  readonly auth?: MlflowAuth;
  readonly tls?: MlflowTls;
  /** The `X-MLFLOW-WORKSPACE` header of servers that have workspaces (3.13 and later). */
  readonly workspace?: string;
  /** How long an attempt may go without a byte or an answer. Default 120,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first. Default 4. */
  readonly retries?: number;
  /** The first wait before another attempt; it doubles each time, up to 30 s. Default 500. */
  readonly backoffMs?: number;
  /** Ends whatever the client is doing, with `MLFLOW_CANCELLED`. */
  readonly signal?: AbortSignal;
  /** Resolves after the time, rejects when the signal is aborted. Default: a timer. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1), for the jitter. Default `Math.random`. */
  readonly random?: () => number;
}

/** What the transport works with: nothing in `baseUrl` is secret. */
export interface Connection {
  /** Ends in a slash. */
  readonly baseUrl: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly httpsAgent: Agent | undefined;
  /** Strings that must never be shown. */
  readonly secrets: readonly string[];
}

/** @throws `MLFLOW_OPTIONS_INVALID` */
export function connectionOf(options: MlflowOptions): Connection {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  const problems = problemsOf(options, url);
  if (url === undefined || problems.length > 0) throw optionsInvalid(problems);
  const auth = options.auth ?? authIn(url);
  const baseUrl = new URL(`${url.pathname.replace(/\/+$/, '')}/`, url.origin);
  return {
    baseUrl,
    headers: {
      accept: 'application/json',
      'user-agent': 'waymark-mlflow',
      ...(auth && { authorization: authorization(auth) }),
      ...(options.workspace !== undefined && { 'x-mlflow-workspace': options.workspace }),
    },
    httpsAgent: baseUrl.protocol === 'https:' && options.tls ? agentOf(options.tls) : undefined,
    secrets: auth ? secretsOf(auth) : [],
  };
}

function problemsOf(
  { auth, tls, timeoutMs, retries, backoffMs }: MlflowOptions,
  url: URL | undefined,
): string[] {
  const problems: string[] = [];
  // The text itself may hold a password, so it is not shown.
  if (!url || !/^https?:$/.test(url.protocol)) problems.push('url: must start with http:// or https://');
  if (auth?.kind === 'basic' && (auth.username === '' || auth.username.includes(':')))
    problems.push('auth.username: must not be empty and must not hold a colon');
  if (auth?.kind === 'bearer' && !/^[\x21-\x7e]+$/.test(auth.token))
    problems.push('auth.token: must be ASCII without spaces');
  problems.push(...tlsProblems(tls));
  if (timeoutMs !== undefined && !(timeoutMs > 0)) problems.push('timeoutMs: must be above 0');
  if (retries !== undefined && !(Number.isInteger(retries) && retries >= 0))
    problems.push('retries: must be a whole number, 0 or more');
  if (backoffMs !== undefined && !(backoffMs >= 0)) problems.push('backoffMs: must be 0 or more');
  return problems;
}

/** What OpenSSL says of the PEMs, without showing them. */
function tlsProblems(tls: MlflowTls | undefined): readonly string[] {
  try {
    createSecureContext(secureContextOf(tls ?? {}));
    // A context skips what is no authority, and then trusts nobody.
    if (tls?.ca !== undefined) new X509Certificate(tls.ca);
    return [];
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return [`tls: must be PEM of certificates and of the certificate's own key (OpenSSL: ${reason})`];
  }
}

function authIn({ username, password }: URL): MlflowAuth | undefined {
  if (username === '') return undefined;
  return { kind: 'basic', username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function authorization(auth: MlflowAuth): string {
  return auth.kind === 'bearer' ? `Bearer ${auth.token}` : `Basic ${basicCredentials(auth)}`;
}

function basicCredentials({ username, password }: Extract<MlflowAuth, { kind: 'basic' }>): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

function secretsOf(auth: MlflowAuth): readonly string[] {
  if (auth.kind === 'bearer') return [auth.token];
  return [basicCredentials(auth), auth.password].filter((secret) => secret !== '');
}

function agentOf(tls: MlflowTls): Agent {
  return new Agent({ rejectUnauthorized: !tls.isInsecure, ...secureContextOf(tls) });
}

function secureContextOf({ ca, certificate, key }: MlflowTls): SecureContextOptions {
  return {
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate, key: key ?? certificate }),
  };
}
