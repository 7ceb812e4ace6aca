/** The last lines of what a person reads once the server is ready: where everything is, and how to stop it. */

import type { SecurityOptions } from '@waymark/serving';

export interface ReadyPlaces {
  /** e.g. `http://127.0.0.1:8080` */
  readonly address: string;
  /** Undefined where gRPC is off. */
  readonly grpcAddress: string | undefined;
  /** Left out where nothing is logged. */
  readonly logFolder?: string;
  /** What asks for keys or tokens. */
  readonly security: SecurityOptions;
}

/** All but the paths fit 80 columns. */
export function renderPlaces({ address, grpcAddress, logFolder, security }: ReadyPlaces): string {
  const asksForKeys = security.apiKeysFile !== undefined || security.jwt !== undefined;
  return [
    `page         ${address}/`,
    ...(grpcAddress === undefined ? [] : [`gRPC         ${grpcAddress}`]),
    ...(logFolder === undefined ? [] : [`predictions  ${logFolder}`]),
    `metrics      ${address}/metrics`,
    ...(asksForKeys ? [`keys         all paths but health ask: curl -H 'Authorization: Bearer KEY' …`] : []),
    `stop         Ctrl-C: open requests are answered first`,
  ].join('\n');
}
