/**
 * The model server without a socket: a request comes as a value and its answer goes back as one, through the same routes.
 * It is for functions of a cloud, whose platform speaks HTTP and starts and freezes the process as it likes.
 */

import type { InjectOptions } from 'fastify';
import { openSecurity } from './security/server-security.js';
import type { ServerPartsOptions } from './server-options.js';
import { createServerParts, type ServerParts } from './server-parts.js';

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
function injected({ method, url, headers, body, remoteAddress }: HandlerRequest): InjectOptions {
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = headers;
  return {
    // Safe: a method that Fastify does not know is answered with a 404, as in the server.
    method: method as NonNullable<InjectOptions['method']>,
    ...{ url, headers: rest },
    ...(body === undefined ? {} : { payload: body }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  };
}
