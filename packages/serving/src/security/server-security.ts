/**
 * The security of one server: what was asked for, opened before the server listens and followed while it runs. What is
 * not asked for is not loaded.
 */

import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { answerInTurn } from '../http/answer-in-turn.js';
import { AllowedHosts, anyHost } from './allowed-hosts.js';
import { parseApiKeys } from './api-key-file.js';
import { Authenticator, type VerifyToken } from './authenticator.js';
import { checkSecurityOptions } from './check-options.js';
import { isLoopback } from './exposure.js';
import { FollowedFiles } from './followed-files.js';
import { protectRoutes } from './protect-routes.js';
import { refusePages } from './refuse-pages.js';
import type { RequestLimiter } from './request-limiter.js';
import { parseCertificatePair, SecureServers } from './secure-server.js';
import type { JwtOptions, RateLimit, SecurityOptions, TlsFiles } from './security-options.js';

const defaultPollIntervalMs = 1_000;

/** How the server is reached. */
export interface Listening {
  readonly hasGrpc: boolean;
  /** The address; left out where the server does not listen. */
  readonly host?: string;
}

/** @throws `SECURITY_INVALID`, `SECURITY_FILE_INVALID`. */
export async function openSecurity(
  options: SecurityOptions = {},
  { hasGrpc, host }: Listening,
): Promise<ServerSecurity> {
  checkSecurityOptions(options, { hasGrpc });
  const { apiKeysFile, jwt, tls, rateLimit, allowedHosts, filePollIntervalMs } = options;
  const files = new FileSet(filePollIntervalMs ?? defaultPollIntervalMs);
  const apiKeys = apiKeysFile === undefined ? undefined : await files.open([apiKeysFile], parseApiKeys);
  const verifyToken = jwt && (await openTokens(jwt, files));
  const isAuthenticated = apiKeys !== undefined || verifyToken !== undefined;
  // Whoever asks for keys, or can be reached from elsewhere, may well have names that are not known here.
  const isForThisMachine = !isAuthenticated && host !== undefined && isLoopback(host);
  return new ServerSecurity({
    files,
    allowedHosts: hostsOf(allowedHosts ?? (isForThisMachine ? [] : [anyHost])),
    authenticator: isAuthenticated ? new Authenticator({ apiKeys, verifyToken }) : undefined,
    secureServers: tls && (await openCertificate(tls, files)),
    createLimiter: rateLimit && (await loadLimiter(rateLimit)),
  });
}

/** Undefined where every host is allowed. */
function hostsOf(names: readonly string[]): AllowedHosts | undefined {
  return names.includes(anyHost) ? undefined : new AllowedHosts(names);
}

interface SecurityParts {
  readonly files: FileSet;
  readonly allowedHosts: AllowedHosts | undefined;
  readonly authenticator: Authenticator | undefined;
  readonly secureServers: SecureServers | undefined;
  readonly createLimiter: ((app: FastifyInstance) => RequestLimiter) | undefined;
}

export class ServerSecurity {
  readonly #parts: SecurityParts;

  constructor(parts: SecurityParts) {
    this.#parts = parts;
  }

  /** Undefined where nobody is asked for a key. */
  get authenticator(): Authenticator | undefined {
    return this.#parts.authenticator;
  }

  /** Undefined where every host is allowed. */
  get allowedHosts(): AllowedHosts | undefined {
    return this.#parts.allowedHosts;
  }

  /** Undefined without TLS. */
  get secureServers(): SecureServers | undefined {
    return this.#parts.secureServers;
  }

  /** To be called before all routes; adds nothing to those that score where nothing is asked for. */
  protect(app: FastifyInstance, healthRoutes: readonly string[]): void {
    const { authenticator, createLimiter } = this.#parts;
    const limiter = createLimiter?.(app);
    if (authenticator || limiter) protectRoutes(app, { authenticator, limiter, healthRoutes });
    // No page has a key.
    if (!authenticator) refusePages(app);
    answerInTurn(app);
  }

  /** What changes in the files counts from here on, and is told. */
  follow(log: FastifyBaseLogger): void {
    this.#parts.files.follow(log);
  }

  close(): void {
    this.#parts.files.close();
  }
}

/** The files that are followed, each with what its change is good for. */
class FileSet {
  readonly #pollIntervalMs: number;
  readonly #follow: ((log: FastifyBaseLogger) => void)[] = [];
  readonly #close: (() => void)[] = [];

  constructor(pollIntervalMs: number) {
    this.#pollIntervalMs = pollIntervalMs;
  }

  /** @returns what gives the value of the moment. @throws `SECURITY_FILE_INVALID`. */
  async open<Value>(
    paths: readonly string[],
    parse: (...texts: string[]) => Value,
    onChange: (value: Value) => void = () => {},
  ): Promise<() => Value> {
    const files = await FollowedFiles.open({ paths, parse, pollIntervalMs: this.#pollIntervalMs });
    this.#close.push(() => files.close());
    this.#follow.push((log) =>
      files.follow({
        changed(value) {
          onChange(value);
          log.info({ files: paths }, 'the files changed, and count from now on');
        },
        refused(error) {
          log.error(
            { reason: error.message },
            'the files changed and cannot be used: what they held before counts',
          );
        },
      }),
    );
    return () => files.value;
  }

  follow(log: FastifyBaseLogger): void {
    for (const follow of this.#follow) follow(log);
  }

  close(): void {
    for (const close of this.#close) close();
  }
}

/** Loaded when it is used: servers without tokens need no JOSE. */
async function openTokens({ keySet, ...terms }: JwtOptions, files: FileSet): Promise<VerifyToken> {
  const { localKeySet, remoteKeySet, tokenVerifier } = await import('./json-web-tokens.js');
  if ('url' in keySet) return tokenVerifier({ ...terms, keySet: remoteKeySet(keySet.url) });
  const local = await files.open([keySet.file], localKeySet);
  return tokenVerifier({ ...terms, keySet: (header, token) => local()(header, token) });
}

async function openCertificate(
  { certificateFile, keyFile }: TlsFiles,
  files: FileSet,
): Promise<SecureServers> {
  const paths = [certificateFile, keyFile];
  const pair = await files.open(paths, parseCertificatePair, (changed) => servers.replace(changed));
  const servers = new SecureServers(pair());
  return servers;
}

async function loadLimiter(limit: RateLimit): Promise<(app: FastifyInstance) => RequestLimiter> {
  const { RequestLimiter } = await import('./request-limiter.js');
  return (app) => new RequestLimiter(app, limit);
}
