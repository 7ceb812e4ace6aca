/**
 * The Open Inference Protocol v2 over gRPC and the health of the server, beside HTTP and on a port of its own, with HTTP's
 * keys and certificates. Messages may be as large as HTTP's bodies, before and after they are decompressed.
 */

import { Server, type ServerInterceptor } from '@grpc/grpc-js';
import { addressUnavailable } from '../http/errors.js';
import type { Authenticator } from '../security/authenticator.js';
import { grpcLimits } from '../security/grpc-limits.js';
import { grpcCredentials, grpcGuard } from '../security/grpc-security.js';
import type { SecureServers } from '../security/secure-server.js';
import { type CallObservers, callEnded, type ServiceAnswers } from './answer-message.js';
import {
  checkHealth,
  type HealthQuestion,
  type HealthSources,
  healthStatus,
  listHealth,
} from './health-status.js';
import { HealthWatches, type WatchCall } from './health-watches.js';
import { InferenceStream, type StreamCall } from './inference-stream.js';
import { healthService, openInferenceService } from './service-definition.js';
import { unaryMethod } from './unary-method.js';

export interface GrpcServerOptions extends CallObservers {
  /** By the method's name. */
  readonly methods: ServiceAnswers;
  readonly health: Omit<HealthSources, 'areModelsTold'>;
  readonly maxMessageBytes: number;
  /** Undefined where nobody is asked for a key. */
  readonly authenticator: Authenticator | undefined;
  /** Undefined without TLS. */
  readonly secureServers: SecureServers | undefined;
}

export class GrpcServer {
  readonly #server: Server;
  readonly #secureServers: SecureServers | undefined;
  readonly #streams = new Set<InferenceStream>();
  readonly #watches: HealthWatches;

  constructor(options: GrpcServerOptions) {
    this.#secureServers = options.secureServers;
    this.#server = new Server({
      ...grpcLimits,
      'grpc.max_receive_message_length': options.maxMessageBytes,
      interceptors: guardsOf(options),
    });
    const methods = Object.entries(options.methods).map(([name, answer]) => [
      name,
      unaryMethod({ name, answer, observers: options }),
    ]);
    this.#server.addService(openInferenceService(), {
      ...Object.fromEntries(methods),
      ModelStreamInfer: (call: StreamCall) => this.#openStream(call, options),
    });
    const sources = { ...options.health, areModelsTold: options.authenticator === undefined };
    this.#watches = new HealthWatches((service) => healthStatus(service, sources));
    const check = (asked: HealthQuestion) => checkHealth(asked, sources);
    const list = () => listHealth(sources);
    this.#server.addService(healthService(), {
      Check: unaryMethod({ name: 'Check', answer: check, observers: options }),
      List: unaryMethod({ name: 'List', answer: list, observers: options }),
      Watch: (call: WatchCall) => this.#watches.add(call),
    });
  }

  /** Tells those who watch the health what changed, without waiting for the next look. */
  tellHealth(): void {
    this.#watches.look();
  }

  /** Its requests are those of ModelInfer. */
  #openStream(call: StreamCall, options: GrpcServerOptions): void {
    const answer = options.methods.ModelInfer;
    const stream = new InferenceStream(call, { name: 'ModelStreamInfer', answer, observers: options });
    this.#streams.add(stream);
    call.on('close', () => this.#streams.delete(stream));
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

  /** Takes no new calls, ends the streams, and waits for what is open; what is not answered in time is cut off. */
  async close(drainTimeoutMs: number): Promise<void> {
    this.#watches.close();
    for (const stream of this.#streams) stream.stop();
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
