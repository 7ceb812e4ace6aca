import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Certificate, hasOpenssl, makeCertificate } from '../testing/certificates.js';
import { json, startFaultServer } from '../testing/fault-server.js';
import { startForwardProxy } from '../testing/forward-proxy.js';
import { startTlsProxy } from '../testing/tls-proxy.js';
import { readThing } from '../testing/transport-calls.js';
import type { MlflowOptions } from './options.js';
import { Transport } from './transport.js';

const first = { name: 'first' };
const password = 'hunter2';

/** One call; `waits` holds the times after which it was made again, without the waiting. */
function callAt(url: string, options: Partial<MlflowOptions> = {}) {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  const transport = new Transport({ url, wait, ...options });
  return { waits, answer: transport.call(readThing, { id: 'x' }) };
}

/** The proxy of everything in this test. */
function useProxy(url: string, exceptions = ''): void {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, url);
  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, exceptions);
  onTestFinished(() => void vi.unstubAllEnvs());
}

describe.skipIf(!hasOpenssl)('Transport over TLS (needs the openssl command)', async () => {
  const none: Certificate = { certificate: '', key: '' };
  const [server, client, stranger] = hasOpenssl
    ? await Promise.all(['server', 'client', 'stranger'].map(makeCertificate))
    : [];
  const { certificate: ca } = server ?? none;
  const tls = { ca, ...(client ?? none) };

  async function startServer() {
    const plain = await startFaultServer([json(200, first)]);
    const secured = await startTlsProxy(plain.url, { server: server ?? none, client: client ?? none });
    onTestFinished(secured.stop);
    return { url: secured.url, seen: plain.seen };
  }

  it('shows its certificate to a server that it trusts', async () => {
    const { url } = await startServer();
    expect(await callAt(url, { tls }).answer).toEqual(first);
    const oneFile = { ca, certificate: `${tls.certificate}${tls.key}` };
    expect(await callAt(url, { tls: oneFile }).answer).toEqual(first);
  });

  it('takes any server with isInsecure, and no client certificate for less', async () => {
    const { url } = await startServer();
    const { certificate, key } = tls;
    expect(await callAt(url, { tls: { isInsecure: true, certificate, key } }).answer).toEqual(first);
  });

  it('throws MLFLOW_UNREACHABLE at once, with advice, for a server that it does not trust', async () => {
    const { url, seen } = await startServer();
    for (const authority of [undefined, stranger?.certificate]) {
      const options = authority === undefined ? {} : { tls: { ...tls, ca: authority } };
      const { answer, waits } = callAt(url, options);
      await expect(answer).rejects.toMatchObject({ code: 'MLFLOW_UNREACHABLE' });
      await expect(answer).rejects.toThrow('Check that MLFLOW_TRACKING_SERVER_CERT_PATH has its authority');
      expect(waits).toEqual([]);
    }
    expect(seen).toEqual([]);
  });

  it('throws MLFLOW_UNREACHABLE when the server does not trust its certificate, or misses one', async () => {
    const { url, seen } = await startServer();
    for (const shown of [{}, stranger ?? none]) {
      const { answer } = callAt(url, { tls: { ca, ...shown } });
      await expect(answer).rejects.toMatchObject({ code: 'MLFLOW_UNREACHABLE' });
    }
    expect(seen).toEqual([]);
  });

  it('throws MLFLOW_OPTIONS_INVALID for PEM that is none, and for the key of another certificate', () => {
    const wrong = [
      { ca: 'none' },
      { certificate: password, key: password },
      { ...tls, key: stranger?.key ?? '' },
    ];
    for (const options of wrong) {
      const make = () => new Transport({ url: 'https://127.0.0.1:1', tls: options });
      expect(make).toThrow(/tls: must be PEM/);
      expect(make).not.toThrow(password);
    }
  });

  it('goes through HTTPS_PROXY by CONNECT, with its certificate, and shows the proxy nothing', async () => {
    const { url, seen } = await startServer();
    const proxy = await startForwardProxy('ada:pass');
    useProxy(proxy.url.replace('//', '//ada:pass@'));
    const auth = { kind: 'bearer', token: password } as const;
    expect(await callAt(url, { tls, auth }).answer).toEqual(first);
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${password}`);
    expect(seen[0]?.headers['proxy-authorization']).toBeUndefined();
    expect(proxy.seen).toEqual([`CONNECT ${new URL(url).host}`]);
    expect(proxy.clearText().length).toBeGreaterThan(500);
    expect(proxy.clearText()).not.toMatch(/hunter2|Bearer|api\/2\.0/);
  });

  it('leaves the proxy aside for what NO_PROXY names', async () => {
    const { url } = await startServer();
    const proxy = await startForwardProxy();
    useProxy(proxy.url, 'localhost');
    expect(await callAt(url, { tls }).answer).toEqual(first);
    expect(proxy.seen).toEqual([]);
  });

  it('says that the proxy refused, without the password for it', async () => {
    const { url } = await startServer();
    const proxy = await startForwardProxy('ada:pass');
    useProxy(proxy.url.replace('//', `//ada:${password}@`));
    const error: unknown = await callAt(url, { tls, retries: 0 }).answer.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ failure: { status: 407 } });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(password);
  });
});

describe('Transport through a proxy', () => {
  it('asks HTTP_PROXY for a plain server by its whole URL', async () => {
    const { url, seen } = await startFaultServer([json(200, first)]);
    const proxy = await startForwardProxy();
    useProxy(proxy.url);
    expect(await callAt(url, { workspace: 'team' }).answer).toEqual(first);
    expect(proxy.seen).toEqual([`GET ${url}/api/2.0/mlflow/thing?id=x`]);
    expect(seen[0]?.headers['x-mlflow-workspace']).toBe('team');
  });

  it('throws MLFLOW_UNREACHABLE when the proxy is away', async () => {
    useProxy('http://127.0.0.1:1');
    const { answer } = callAt('http://mlflow.example', { retries: 0 });
    await expect(answer).rejects.toMatchObject({ code: 'MLFLOW_UNREACHABLE' });
  });
});
