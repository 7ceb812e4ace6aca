/** Calls as a gRPC client sends them, with the decoded answers; the connection is closed when the test ends. */

import {
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { healthService, openInferenceService } from '../grpc/service-definition.js';
import type { ModelServer } from '../server.js';

export interface GrpcClient {
  /** Rejects with the call's status: `code`, `details`, `metadata`. */
  call(method: string, message?: object): Promise<unknown>;
  /** A call of ModelStreamInfer. */
  stream(): GrpcStream;
  /** A call of Health/Watch. */
  watch(service: string): GrpcWatch;
}

export interface GrpcWatch {
  /** What was told so far. */
  readonly told: readonly unknown[];
  /** Resolves with whatever status the server ends it with. */
  readonly ended: Promise<StatusObject>;
  cancel(): void;
}

export interface GrpcStream {
  readonly sent: ClientDuplexStream<object, unknown>;
  /** The answers so far. */
  readonly answers: readonly unknown[];
  /** Resolves with whatever status the server ends it with. */
  readonly ended: Promise<StatusObject>;
}

export interface GrpcClientOptions {
  /** Sent with each call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The PEM text of the certificate that is trusted; without TLS where it is left out. */
  readonly trusted?: Buffer;
}

export function grpcClient(
  { grpcAddress }: Pick<ModelServer, 'grpcAddress'>,
  { headers = {}, trusted }: GrpcClientOptions = {},
): GrpcClient {
  const service = { ...openInferenceService(), ...healthService() };
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
  const definitionOf = (method: string) => {
    const definition = service[method];
    if (!definition) throw new TypeError(`the service has no method ${method}`);
    return definition;
  };
  return {
    call(method, message = {}) {
      const { path, requestSerialize, responseDeserialize } = definitionOf(method);
      return new Promise((resolve, reject) => {
        const done = (error: ServiceError | null, answer?: object) =>
          error ? reject(error) : resolve(answer);
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, metadata, done);
      });
    },
    stream() {
      const { path, requestSerialize, responseDeserialize } = definitionOf('ModelStreamInfer');
      const sent = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
      const answers: unknown[] = [];
      sent.on('data', (answer: unknown) => answers.push(answer));
      // An end that is an error is told as a status too.
      sent.on('error', () => {});
      const ended = new Promise<StatusObject>((resolve) => sent.on('status', resolve));
      return { sent, answers, ended };
    },
    watch(watched) {
      const { path, requestSerialize, responseDeserialize } = definitionOf('Watch');
      const message = { service: watched };
      const call = client.makeServerStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        message,
        metadata,
      );
      const told: unknown[] = [];
      call.on('data', ({ status }: { readonly status: unknown }) => told.push(status));
      // An end that is an error is told as a status too.
      call.on('error', () => {});
      const ended = new Promise<StatusObject>((resolve) => call.on('status', resolve));
      return { told, ended, cancel: () => call.cancel() };
    },
  };
}
