/**
 * The service `inference.GRPCInferenceService` as @grpc/grpc-js wants it, from `proto/open_inference.proto`, which any
 * client can be generated from too. 64-bit numbers come in halves, so that none is rounded.
 */

import { fileURLToPath } from 'node:url';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';

const serviceName = 'inference.GRPCInferenceService';

/** Reads and parses the file; once a server. */
export function openInferenceService(): ServiceDefinition {
  // The same path from `src/` and from `dist/`.
  const file = fileURLToPath(new URL('../../proto/open_inference.proto', import.meta.url));
  const definition = loadSync(file, { keepCase: true, defaults: true, enums: String })[serviceName];
  if (!definition) throw new TypeError(`${file} must define ${serviceName}`);
  // A message or an enumeration cannot have this name: the file is this package's.
  return definition as ServiceDefinition;
}
