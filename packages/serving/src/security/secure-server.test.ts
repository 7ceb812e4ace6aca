import { once } from 'node:events';
import { copyFile, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CertificateFiles, hasOpenssl, makeCertificate } from '../testing/certificates.js';
import { startServer } from '../testing/running-server.js';
import { parseCertificatePair, SecureServers, type ServerTimeouts } from './secure-server.js';

/** A connection of its own; resolves with the name in the server's certificate. */
function subjectAt(address: string, options: ConnectionOptions = {}): Promise<string> {
  const { hostname: host, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const told = (socket: TLSSocket) => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    };
    // Its subject is what is asked for: whoever signed it.
    const terms = { host, port: Number(port), rejectUnauthorized: false, ...options };
    const socket = connect(terms, () => told(socket));
    socket.on('error', reject);
  });
}

function statusAt(url: string, options: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

async function copyPair(from: CertificateFiles, to: CertificateFiles): Promise<void> {
  await copyFile(from.certificateFile, to.certificateFile);
  await copyFile(from.keyFile, to.keyFile);
}

async function startWithTls() {
  const tls = await makeCertificate('first');
  const running = await startServer({ server: { security: { tls, filePollIntervalMs: 5 } } });
  return { ...running, tls };
}

async function listenWith(timeouts: Partial<ServerTimeouts>, handler: RequestListener = () => {}) {
  const { certificateFile, keyFile } = await makeCertificate('slow');
  const cert = await readFile(certificateFile, 'utf8');
  const servers = new SecureServers({ cert, key: await readFile(keyFile, 'utf8') });
  const server = servers.create(handler, {
    ...{ keepAliveTimeout: 60_000, requestTimeout: 60_000, connectionTimeout: 60_000 },
    ...timeouts,
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A server that listens on a port has one.
  return { server, port: (server.address() as AddressInfo).port };
}

describe.skipIf(!hasOpenssl)('a server with TLS (needs the openssl command)', () => {
  it('answers over https to a client that trusts its certificate', async () => {
    const { server, tls, logLines } = await startWithTls();
    expect(server.address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(logLines.join('')).toContain(`the server listens at ${server.address}`);
    const ca = await readFile(tls.certificateFile);
    expect(await statusAt(`${server.address}/v2/health/ready`, { ca })).toBe(200);
    await expect(statusAt(`${server.address}/v2/health/ready`, {})).rejects.toThrow(
      'self-signed certificate',
    );
    await expect(fetch(`${server.address.replace('https', 'http')}/ping`)).rejects.toThrow();
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    const { server } = await startWithTls();
    const only = (version: ConnectionOptions['minVersion']): ConnectionOptions => ({
      ...{ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' },
    });
    expect(await subjectAt(server.address, only('TLSv1.2'))).toBe('first');
    expect(await subjectAt(server.address, only('TLSv1.3'))).toBe('first');
    await expect(subjectAt(server.address, only('TLSv1.1'))).rejects.toThrow('protocol version');
  });

  it('takes a new certificate for new connections, and keeps the old one until its key is there', async () => {
    const { server, tls, logLines } = await startWithTls();
    const second = await makeCertificate('second');
    await copyFile(second.certificateFile, tls.certificateFile);
    await expect.poll(() => logLines.join('')).toContain('what they held before counts');
    expect(await subjectAt(server.address)).toBe('first');
    await copyPair(second, tls);
    await expect.poll(() => subjectAt(server.address)).toBe('second');
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(subjectAt(server.address, old)).rejects.toThrow('protocol version');
  });

  it('closes a connection whose handshake takes longer than a request may', async () => {
    const { port } = await listenWith({ requestTimeout: 50 });
    const socket = connectTcp(port, '127.0.0.1').resume();
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });

  it('closes the connection of a client that does not read its answer', async () => {
    const { server, port } = await listenWith({ connectionTimeout: 200 }, (_, response) => {
      response.end(Buffer.alloc(2 ** 26));
    });
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }).pause();
    onTestFinished(() => void socket.destroy());
    const [atServer] = await once(server, 'secureConnection');
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(atServer, 'close');
    expect(atServer.destroyed).toBe(true);
  });

  it('does not start with the key of another certificate', async () => {
    const tls = { ...(await makeCertificate('a')), keyFile: (await makeCertificate('b')).keyFile };
    await expect(startServer({ server: { security: { tls } } })).rejects.toMatchObject({
      code: 'SECURITY_FILE_INVALID',
    });
  });
});

describe('parseCertificatePair', () => {
  it('refuses texts that are no PEM', () => {
    for (const text of ['', 'a']) expect(() => parseCertificatePair(text, text)).toThrow();
  });
});
