/**
 * The Open Inference Protocol v2 over gRPC, beside HTTP and on a port of its own, with HTTP's keys and certificates.
 * Messages may be as large as HTTP's bodies, before and after they are decompressed.
 */

import { Server, type ServerInterceptor } from '@grpc/grpc-js';
import { addressUnavailable } from '../http/errors.js';
import type { Authenticator } from '../security/authenticator.js';
import { grpcCredentials, grpcGuard } from '../security/grpc-security.js';
import type { SecureServers } from '../security/secure-server.js';
import { openInferenceService } from './service-definition.js';
import { type Answers, type CallObservers, callEnded, unaryMethod } from './unary-method.js';

export interface GrpcServerOptions extends CallObservers {
  /** By the method's name. */
  readonly methods: Answers;
  readonly maxMessageBytes: number;
  /** Undefined where nobody is asked for a key. */
  readonly authenticator: Authenticator | undefined;
  /** Undefined without TLS. */
  readonly secureServers: SecureServers | undefined;
}

export class GrpcServer {
  readonly #server: Server;
  readonly #secureServers: SecureServers | undefined;

  constructor(options: GrpcServerOptions) {
    this.#secureServers = options.secureServers;
    this.#server = new Server({
      'grpc.max_receive_message_length': options.maxMessageBytes,
      interceptors: guardsOf(options),
    });
    const methods = Object.entries(options.methods).map(([name, answer]) => [
      name,
      unaryMethod(name, answer, options),
    ]);
    this.#server.addService(openInferenceService(), Object.fromEntries(methods));
  }

  /**
   * @param port 0 picks a free one.
   * @returns `127.0.0.1:9000`
   * @throws `ADDRESS_UNAVAILABLE`.
   */
  listen(host: string, port: number): Promise<string> {
    const authority = host.includes(':') ? `[${host}]` : host;
    const credentials = grpcCredentials(this.#secureServers);
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(`${authority}:${port}`, credentials, (error, bound) => {
        if (error) reject(addressUnavailable(host, port, { variable: 'WAYMARK_GRPC_PORT', cause: error }));
        else resolve(`${authority}:${bound}`);
      });
    });
  }

  /** Takes no new calls, and waits for those that are open; what is not answered in time is cut off. */
  async close(drainTimeoutMs: number): Promise<void> {
    const cutOff = setTimeout(() => this.#server.forceShutdown(), drainTimeoutMs);
    await new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    clearTimeout(cutOff);
  }
}

/** Nothing stands before the calls of a server that asks for no key. */
function guardsOf({ authenticator, metrics, log }: GrpcServerOptions): ServerInterceptor[] {
  if (!authenticator) return [];
  const guard = grpcGuard({
    authenticator,
    refused: (method, error) => callEnded(method, { status: error.status, ms: 0 }, { metrics, log }),
  });
  return [guard];
}
