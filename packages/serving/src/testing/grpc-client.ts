/** Calls as a gRPC client sends them, with the decoded answer; the connection is closed when the test ends. */

import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { openInferenceService } from '../grpc/service-definition.js';
import type { ModelServer } from '../server.js';

export interface GrpcClient {
  /** Rejects with the call's status: `code`, `details`, `metadata`. */
  call(method: string, message?: object): Promise<unknown>;
}

export interface GrpcClientOptions {
  /** Sent with each call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The PEM text of the certificate that is trusted; without TLS where it is left out. */
  readonly trusted?: Buffer;
}

export function grpcClient(
  { grpcAddress }: ModelServer,
  { headers = {}, trusted }: GrpcClientOptions = {},
): GrpcClient {
  const service = openInferenceService();
  // A connection of its own: clients of one address share one otherwise.
  const options = {
    'grpc.use_local_subchannel_pool': 1,
    // TLS has names of servers, and no addresses.
    ...(trusted ? { 'grpc.ssl_target_name_override': 'localhost' } : {}),
  };
  const channel = trusted ? credentials.createSsl(trusted) : credentials.createInsecure();
  const client = new Client(grpcAddress ?? 'off', channel, options);
  const metadata = Metadata.fromHttp2Headers(headers);
  onTestFinished(() => client.close());
  return {
    call(method, message = {}) {
      const definition = service[method];
      if (!definition) throw new TypeError(`the service has no method ${method}`);
      const { path, requestSerialize, responseDeserialize } = definition;
      return new Promise((resolve, reject) => {
        const done = (error: ServiceError | null, answer?: object) =>
          error ? reject(error) : resolve(answer);
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, metadata, done);
      });
    },
  };
}
