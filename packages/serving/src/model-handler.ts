/**
 * The model server without a socket: a request comes as a value and its answer goes back as one, through the same routes.
 * It is for functions of a cloud, whose platform speaks HTTP and starts and freezes the process as it likes.
 */

import { METHODS } from 'node:http';
import type { InjectOptions } from 'fastify';
import { openSecurity } from './security/server-security.js';
import type { ServerPartsOptions } from './server-options.js';
import type { ServerParts } from './server-parts.js';

export interface HandlerRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string | Buffer | undefined;
  /** The client's, for rate limits and the log. */
  readonly remoteAddress?: string | undefined;
}

export interface HandlerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ModelHandler {
  /** Answers as the server would, errors included. */
  handle(request: HandlerRequest): Promise<HandlerAnswer>;
  close(): Promise<void>;
}

/**
 * Resolves when every model can answer.
 * @throws `SECURITY_INVALID`, `SECURITY_FILE_INVALID`, `CHAMPION_MISSING`, `MODEL_REFUSED`, and what the registry throws.
 */
export async function createModelHandler(options: ServerPartsOptions): Promise<ModelHandler> {
  const { createServerParts } = await import('./server-parts.js');
  const security = await openSecurity(options.security, { hasGrpc: false });
  const parts: ServerParts = createServerParts(options, {
    security,
    isReady: () => parts.hosts.areServing && parts.engine.isAvailable,
    isDraining: () => false,
  });
  const { app, engine, hosts } = parts;
  const close = async () => {
    await hosts.stop();
    await app.close();
    security.close();
    await engine.close();
    await options.sink.close();
  };
  try {
    await Promise.all([app.ready(), hosts.start()]);
  } catch (error) {
    await close();
    throw error;
  }
  security.follow(app.log);
  return {
    close,
    async handle(request) {
      const { statusCode, headers, rawPayload } = await app.inject(injected(request));
      // About a connection that is not there.
      const { connection: _connection, ...rest } = headers;
      return { status: statusCode, headers: rest, body: rawPayload };
    },
  };
}

/** How the body came is the platform's business: its length is told anew. */
function injected({ headers, body, remoteAddress, ...request }: HandlerRequest): InjectOptions {
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = headers;
  return {
    ...{ ...targetOf(request), headers: rest },
    ...(body === undefined ? {} : { payload: body }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  };
}

type Target = Pick<InjectOptions, 'method' | 'url'>;

/**
 * What is asked for, or a path that is not there. `inject` throws at unknown methods, and resolves paths as browsers do:
 * what a gateway lets through as a path below `/v2/` would be another one here.
 */
function targetOf({ method, url }: Pick<HandlerRequest, 'method' | 'url'>): Target {
  const [path = ''] = url.split('?');
  const isTakenAsItStands = path.startsWith('/') && !isResolved.test(path);
  if (!isTakenAsItStands || !METHODS.includes(method)) return { method: 'GET', url: '/%00' };
  // Safe: it is one of Node's, which are those that `inject` takes.
  return { method: method as NonNullable<Target['method']>, url };
}

/** Segments of dots, however they are written, and what the parser of URLs drops or reads as something else. */
const isResolved = /[\p{Cc} \\#]|\/(?:\.|%2e){1,2}(?:\/|$)/iu;
