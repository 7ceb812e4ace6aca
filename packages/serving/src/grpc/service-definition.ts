/**
 * The services of `proto/` as @grpc/grpc-js wants them; any client can be generated from the files too. 64-bit numbers come
 * in halves, so that none is rounded.
 */

import { fileURLToPath } from 'node:url';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';

export const openInferenceName = 'inference.GRPCInferenceService';

export function openInferenceService(): ServiceDefinition {
  return serviceOf('open_inference.proto', openInferenceName);
}

export function healthService(): ServiceDefinition {
  return serviceOf('health.proto', 'grpc.health.v1.Health');
}

/** Reads and parses the file; once a server. */
function serviceOf(fileName: string, serviceName: string): ServiceDefinition {
  // The same path from `src/` and from `dist/`.
  const file = fileURLToPath(new URL(`../../proto/${fileName}`, import.meta.url));
  const definition = loadSync(file, { keepCase: true, defaults: true, enums: String })[serviceName];
  if (!definition) throw new TypeError(`${file} must define ${serviceName}`);
  // A message or an enumeration cannot have this name: the file is this package's.
  return definition as ServiceDefinition;
}
