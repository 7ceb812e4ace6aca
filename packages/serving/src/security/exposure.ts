/**
 * Who can reach the server. A server that others reach and that asks for nothing is allowed, because containers listen
 * on every address and are protected by what stands before them, and is warned of each time it starts.
 */

import type { CloudOptions, ModelControl } from '../server-options.js';

export interface Exposure {
  readonly host: string;
  /** Whether keys or tokens are asked for. */
  readonly isAuthenticated: boolean;
  readonly modelControl: ModelControl;
  /** SageMaker's paths load and unload, whatever `modelControl` says. */
  readonly clouds: CloudOptions;
}

/** What to warn of; undefined where only this machine reaches the server, or it asks for keys or tokens. */
export function exposureWarning({
  host,
  isAuthenticated,
  modelControl,
  clouds,
}: Exposure): string | undefined {
  if (isAuthenticated || isLoopback(host)) return undefined;
  const may = ['score', 'read the metrics'];
  if (modelControl === 'explicit' || clouds.sageMakerMultiModel) may.push('load and unload models');
  if (modelControl === 'explicit') may.push('set rollouts');
  return (
    `the server listens on ${host} and asks for no key: whoever reaches it can ${may.join(', ')}. ` +
    'Set WAYMARK_API_KEYS_FILE or WAYMARK_JWT_ISSUER, or let a proxy ask'
  );
}

/** Whether an address or a host's name is this machine's own. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || /^\[?::1\]?$/.test(host);
}
