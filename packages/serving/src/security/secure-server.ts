/**
 * HTTPS with a certificate that can be replaced while the server runs: new connections get the new one, open ones go on.
 * TLS 1.2 at least. A certificate without its key, as between the writing of two files, changes nothing. HTTP/2 and
 * certificates of clients are left out.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** PEM texts that belong together. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

const minVersion = 'TLSv1.2';

/** @throws when one of the texts is no PEM, or the key is another certificate's. */
export function parseCertificatePair(cert: string, key: string): CertificatePair {
  // A secure context takes an empty text for none, and then nobody can connect.
  const isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  if (!isPair) throw new Error('the key must be that of the certificate');
  createSecureContext({ cert, key });
  return { cert, key };
}

export class SecureServers {
  readonly #users: CertificateUser[] = [];
  #pair: CertificatePair;

  constructor(pair: CertificatePair) {
    this.#pair = pair;
  }

  /** As Fastify's `serverFactory`, whose time limits it keeps. */
  create(
    handler: RequestListener,
    { keepAliveTimeout, requestTimeout, connectionTimeout }: ServerTimeouts,
  ): Server {
    // Node's own limit on requests begins after the handshake.
    const timeouts = { keepAliveTimeout, requestTimeout, handshakeTimeout: requestTimeout };
    const server = createServer({ ...this.secureContext, ...timeouts }, handler);
    server.setTimeout(connectionTimeout);
    this.follow(server);
    return server;
  }

  /** For the connections that come from here on. */
  replace(pair: CertificatePair): void {
    this.#pair = pair;
    for (const user of this.#users) user.setSecureContext(this.secureContext);
  }

  /** Whoever has the certificate gets those that come. */
  follow(user: CertificateUser): void {
    this.#users.push(user);
  }

  get secureContext(): SecureContextOptions {
    return { ...this.#pair, minVersion };
  }
}

interface CertificateUser {
  setSecureContext(options: SecureContextOptions): void;
}

/** Milliseconds. */
export interface ServerTimeouts {
  readonly keepAliveTimeout: number;
  readonly requestTimeout: number;
  /** Of a connection on which nothing moves. */
  readonly connectionTimeout: number;
}
