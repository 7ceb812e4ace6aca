/**
 * What one client of gRPC may hold. Its library has no limits of its own: a connection could bring any number of messages
 * that never end, and stay for ever. HTTP's limits are Node's and Fastify's.
 */

import type { ServerOptions } from '@grpc/grpc-js';

export const grpcLimits = {
  /** Calls of one connection; with more, clients wait by themselves (RFC 9113, 5.1.2). */
  'grpc.max_concurrent_streams': 128,
  /** A connection without calls is closed, and opened again by its client when it has one. */
  'grpc.max_connection_idle_ms': 300_000,
  /** A client that went away without a word is noticed. */
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
} as const satisfies ServerOptions;
