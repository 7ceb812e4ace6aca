/**
 * The model server's life: it listens, loads and follows the champions, and drains in the right order. Whatever it needs
 * from outside comes as an option. Its parts are loaded when a server is made: whoever only reads the prediction log, or
 * serves the other kind of models, does without.
 */

import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { GrpcServer } from './grpc/grpc-server.js';
import type { ModelStatus } from './host/model-status.js';
import { addressUnavailable } from './http/errors.js';
import { exposureWarning } from './security/exposure.js';
import { openSecurity, type ServerSecurity } from './security/server-security.js';
import type { RunningParts, ServerState } from './server-base.js';
import type { BareServerOptions, ListenOptions, ModelServerOptions } from './server-options.js';

export interface ServerStatus {
  readonly models: readonly ModelStatus[];
  readonly workers: { readonly pids: readonly number[]; readonly restarts: number };
}

export interface ModelServer {
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:8080`, or `https:` with TLS. */
  readonly address: string;
  /** `127.0.0.1:9000`; undefined where gRPC is off. */
  readonly grpcAddress: string | undefined;
  /**
   * Resolves when every model takes traffic.
   * @throws `CHAMPION_MISSING`, `MODEL_REFUSED`, and what the registry throws. The server stays up, and keeps looking.
   */
  ready(): Promise<void>;
  status(): ServerStatus;
  /** Readiness falls, what was accepted is answered, then everything ends. Calling it again waits for the same end. */
  close(): Promise<void>;
}

/**
 * Listens at once, and answers health checks while the models load.
 * @throws `ADDRESS_UNAVAILABLE`, `SECURITY_INVALID`, `SECURITY_FILE_INVALID`.
 */
export async function createModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const { createServerParts } = await import('./server-parts.js');
  return listen(options, (state) => createServerParts(options, state));
}

/**
 * The same for any ONNX files, without a registry: those in a folder.
 * @throws As `createModelServer` does; `ready` throws `MODELS_FOLDER_UNREADABLE` or `MODELS_FOLDER_INVALID`.
 */
export async function createBareServer(options: BareServerOptions): Promise<ModelServer> {
  const { createBareParts } = await import('./bare/bare-parts.js');
  return listen(options, (state) => createBareParts(options, state));
}

type CreateParts = (state: ServerState) => RunningParts;

async function listen(options: ListenOptions, createParts: CreateParts): Promise<ModelServer> {
  const security = await openSecurity(options.security, {
    hasGrpc: options.grpc !== undefined,
    host: options.host,
  });
  const state = { security, createTracing: await loadTracing(options) };
  const server = new RunningServer(options, state, createParts);
  await server.listen();
  return server;
}

/** Loaded when it is used: its library takes 30 ms. */
async function loadTracing({ tracer }: ListenOptions): Promise<ServerState['createTracing']> {
  if (!tracer) return undefined;
  const { ServerTracing } = await import('./tracing/server-tracing.js');
  return (metrics) => new ServerTracing(tracer, metrics);
}

/** How often connections are looked for that became idle while draining. */
const closeIdleIntervalMs = 50;

class RunningServer implements ModelServer {
  address = '';
  grpcAddress: string | undefined;
  readonly #options: ListenOptions;
  readonly #parts: RunningParts;
  readonly #security: ServerSecurity;
  #grpc: GrpcServer | undefined;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    options: ListenOptions,
    { security, createTracing }: Pick<ServerState, 'security' | 'createTracing'>,
    createParts: CreateParts,
  ) {
    this.#options = options;
    this.#security = security;
    this.#parts = createParts({
      ...{ security, createTracing },
      isReady: () => this.#isReady,
      isDraining: () => this.#closed !== undefined,
    });
  }

  get app(): FastifyInstance {
    return this.#parts.app;
  }

  async listen(): Promise<void> {
    const { app, engine, hosts } = this.#parts;
    try {
      await this.#listenHttp();
      await this.#listenGrpc();
    } catch (error) {
      await app.close();
      await engine.close();
      throw error;
    }
    this.#security.follow(app.log);
    this.#warnOfExposure();
    this.#started = hosts.start();
    // Whoever calls `ready` is told; nobody has to.
    this.#started.catch(() => {});
  }

  async #listenHttp(): Promise<void> {
    const { host, port } = this.#options;
    // Fastify does not know that a server of `serverFactory` speaks TLS.
    const withScheme = (address: string) =>
      this.#security.secureServers ? address.replace(/^http:/, 'https:') : address;
    const listeningText = (address: string) => `the server listens at ${withScheme(address)}`;
    try {
      const address = await this.#parts.app.listen({ host, port, listenTextResolver: listeningText });
      this.address = withScheme(address);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      throw addressUnavailable(host, port, { cause });
    }
  }

  async #listenGrpc(): Promise<void> {
    const { host, grpc } = this.#options;
    if (!grpc) return;
    // Loaded when it is used: its libraries take 70 ms and 17 MB.
    const { GrpcServer } = await import('./grpc/grpc-server.js');
    const { app, models, observers, limits } = this.#parts;
    const methods = await this.#parts.grpcMethods();
    const { authenticator, secureServers } = this.#security;
    const maxMessageBytes = limits.maxBodyBytes;
    const health = { models, isReady: () => this.#isReady };
    this.#grpc = new GrpcServer({
      ...{ ...observers, methods, health, maxMessageBytes, authenticator, secureServers },
    });
    this.grpcAddress = await this.#grpc.listen(host, grpc.port);
    app.log.info(`gRPC listens at ${this.grpcAddress}`);
  }

  #warnOfExposure(): void {
    const { host, modelControl = 'none', clouds = {} } = this.#options;
    const isAuthenticated = this.#security.authenticator !== undefined;
    const warning = exposureWarning({ host, modelControl, clouds, isAuthenticated });
    if (warning !== undefined) this.#parts.app.log.warn(warning);
  }

  async ready(): Promise<void> {
    await this.#started;
  }

  status(): ServerStatus {
    const { hosts, engine } = this.#parts;
    return { models: hosts.statuses, workers: { pids: engine.pids, restarts: engine.restarts } };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    this.#grpc?.tellHealth();
    return this.#closed;
  }

  get #isReady(): boolean {
    const { hosts, engine } = this.#parts;
    return this.#closed === undefined && hosts.areServing && engine.isAvailable;
  }

  async #close(): Promise<void> {
    // From here on answers close their connections: clients leave by themselves.
    await delay(this.#options.drainGraceMs ?? 100);
    await this.#parts.hosts.stop();
    await Promise.all([this.#drain(), this.#grpc?.close(this.#parts.limits.drainTimeoutMs)]);
    this.#security.close();
    await this.#parts.engine.close();
    await this.#parts.sink?.close();
  }

  /** Stops accepting and waits for the requests that are open. */
  async #drain(): Promise<void> {
    const { app, limits } = this.#parts;
    // A connection whose last answer was sent before the stop is open and idle.
    const closeIdle = setInterval(async () => {
      await nextTurn();
      app.server.closeIdleConnections();
    }, closeIdleIntervalMs);
    const cutOff = setTimeout(() => app.server.closeAllConnections(), limits.drainTimeoutMs);
    // What has come by now is accepted and read first: to close it unread would look like a crash.
    await nextTurn();
    await app.close();
    clearInterval(closeIdle);
    clearTimeout(cutOff);
  }
}
