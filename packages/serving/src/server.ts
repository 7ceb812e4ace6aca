/**
 * The model server's life: it listens, loads and follows the champions, and drains in the right order. Whatever it needs
 * from outside comes as an option.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { addressUnavailable } from './errors.js';
import type { ModelStatus } from './host/model-host.js';
import type { ModelServerOptions } from './server-options.js';
import { createServerParts, type ServerParts } from './server-parts.js';

export interface ServerStatus {
  readonly models: readonly ModelStatus[];
  readonly workers: { readonly pids: readonly number[]; readonly restarts: number };
}

export interface ModelServer {
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:8080` */
  readonly address: string;
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
 * @throws `ADDRESS_UNAVAILABLE`.
 */
export async function createModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const server = new RunningServer(options);
  await server.listen();
  return server;
}

/** How often connections are looked for that became idle while draining. */
const closeIdleIntervalMs = 50;

class RunningServer implements ModelServer {
  address = '';
  readonly #options: ModelServerOptions;
  readonly #parts: ServerParts;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#parts = createServerParts(options, {
      isReady: () => this.#isReady,
      isDraining: () => this.#closed !== undefined,
    });
  }

  get app(): FastifyInstance {
    return this.#parts.app;
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options;
    const { app, engine, hosts } = this.#parts;
    try {
      this.address = await app.listen({ host, port });
    } catch (error) {
      await engine.close();
      throw addressUnavailable(host, port, error instanceof Error ? error : new Error(String(error)));
    }
    this.#started = hosts.start();
    // Whoever calls `ready` is told; nobody has to.
    this.#started.catch(() => {});
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
    await this.#drain();
    await this.#parts.engine.close();
    await this.#options.sink.close();
  }

  /** Stops accepting and waits for the requests that are open. */
  async #drain(): Promise<void> {
    const { app, limits } = this.#parts;
    // A connection whose last answer was sent before the stop is open and idle.
    const closeIdle = setInterval(() => app.server.closeIdleConnections(), closeIdleIntervalMs);
    const cutOff = setTimeout(() => app.server.closeAllConnections(), limits.drainTimeoutMs);
    await app.close();
    clearInterval(closeIdle);
    clearTimeout(cutOff);
  }
}
