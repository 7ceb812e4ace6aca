/** TLS in front of a server that speaks none, for clients that show a certificate. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import type { Certificate } from './certificates.js';
import { closeWithConnections, portOf } from './listening.js';

export interface TlsProxy {
  /** `https:` */
  readonly url: string;
  stop(): Promise<void>;
}

/** @param client the only certificate that it lets in. */
export async function startTlsProxy(
  target: string,
  { server: { certificate, key }, client }: { readonly server: Certificate; readonly client: Certificate },
): Promise<TlsProxy> {
  const port = Number(new URL(target).port);
  const options = { cert: certificate, key, ca: client.certificate, requestCert: true };
  const server = createServer(options, (socket) => {
    const upstream = connect(port, '127.0.0.1');
    // A side that goes away takes the other with it; that is no fault of the test.
    pipeline(socket, upstream, socket, () => undefined);
  }).listen(0, '127.0.0.1');
  const stop = closeWithConnections(server);
  await once(server, 'listening');
  return { url: `https://localhost:${portOf(server)}`, stop };
}
