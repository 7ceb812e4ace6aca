import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { get } from '../testing/http-client.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';
import { createApiKey } from './api-key.js';
import type { SecurityOptions } from './security-options.js';

interface Asked {
  readonly address: string;
  readonly host: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Of `node:http`: `fetch` sends the address as host. */
function askAs({ address, host, path = '/v2', method, headers, body }: Asked) {
  return new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
    const options = { method: method ?? 'GET', headers: { host, ...headers }, agent: false };
    const sent = request(`${address}${path}`, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject).end(body);
  });
}

async function statusesFor(address: string, hosts: readonly string[]) {
  const answers = await Promise.all(hosts.map((host) => askAs({ address, host })));
  return answers.map(({ status }) => status);
}

/** The first line of what comes back. */
function answerTo(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', reject).once('data', (bytes) => {
      resolve(bytes.toString('latin1').split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.write(text);
  });
}

async function keysFile(): Promise<SecurityOptions & { readonly key: string }> {
  const { key, entry } = createApiKey('scorer', ['infer']);
  const apiKeysFile = join(await temporaryFolder(), 'keys.json');
  await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys: [entry] }));
  return { apiKeysFile, key };
}

const stranger = 'other.example';

describe('refuseHosts', () => {
  it('keeps pages whose name was made to point here from whatever they ask for', async () => {
    const { server } = await startServer();
    const { address } = server;
    const body = JSON.stringify(openInferenceRequest(tinyRows));
    const scoring = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    for (const asked of [
      ...[
        '/',
        '/v2',
        '/metrics',
        '/openapi.json',
        '/v2/health/live',
        '/nothing',
        '/%zz',
        '/host-refused',
      ].map((path) => ({ path })),
      { path: '/v2/models/tiny/infer', ...scoring },
      { path: '/invocations', ...scoring },
      { path: '/v2/models/tiny/infer', method: 'OPTIONS' },
    ]) {
      const { status, text } = await askAs({ address, host: `${stranger}:80`, ...asked });
      expect([asked.path, status, text]).toEqual([
        asked.path,
        403,
        expect.stringContaining('WAYMARK_ALLOWED_HOSTS'),
      ]);
      expect(text).not.toContain(stranger);
    }
    expect(await statusesFor(address, ['localhost', 'a.localhost:1', '[::1]:80', '127.0.0.1'])).toEqual([
      200, 200, 200, 200,
    ]);
  });

  it('answers before the body comes, and lets HTTP/1.0 name no host', async () => {
    const { server } = await startServer();
    const head = `POST /v2/models/tiny/infer HTTP/1.1\r\nhost: ${stranger}\r\ncontent-length: 9\r\n\r\n`;
    expect(await answerTo(server.address, head)).toBe('HTTP/1.1 403 Forbidden');
    expect(await answerTo(server.address, 'GET /v2 HTTP/1.0\r\n\r\n')).toBe('HTTP/1.1 200 OK');
  });

  it('counts what it refused under one path, whatever was asked for', async () => {
    const { server } = await startServer();
    await askAs({ address: server.address, host: stranger, path: '/secret' });
    const metrics = String((await get(server, '/metrics')).body);
    const counted = metrics.split('\n').filter((line) => line.includes('/host-refused'));
    expect(counted.join('\n')).toMatch(/requests_total\{.*status="403".*\} 1/);
    expect(metrics).not.toContain('/secret');
  });

  it('guards bare models too', async () => {
    const { server } = await startBare(await modelsFolder({ 'double.onnx': 'double' }));
    expect(await statusesFor(server.address, [stranger, 'localhost'])).toEqual([403, 200]);
  });

  it('takes the hosts that are named, also where the server listens elsewhere', async () => {
    const security = { allowedHosts: ['models.example.org'] };
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const { server } = await startServer({ server: { host, security } });
      expect(await statusesFor(server.address, [stranger, 'models.example.org', 'localhost'])).toEqual([
        403, 200, 200,
      ]);
    }
  });

  it('knows no names of servers that others reach, and takes all with *', async () => {
    for (const options of [{ host: '0.0.0.0' }, { security: { allowedHosts: ['*'] } }]) {
      const { server } = await startServer({ server: options });
      expect(await statusesFor(server.address, [stranger])).toEqual([200]);
    }
  });

  it('leaves it to the keys where there are any, unless hosts are named', async () => {
    const { key, ...security } = await keysFile();
    const headers = { 'x-api-key': key };
    const { server } = await startServer({ server: { security } });
    expect((await askAs({ address: server.address, host: stranger, headers })).status).toBe(200);
    const named = await startServer({ server: { security: { ...security, allowedHosts: ['a.example'] } } });
    const { address } = named.server;
    expect((await askAs({ address, host: stranger, headers })).status).toBe(403);
    // The host comes first: who names another learns nothing of keys.
    expect((await askAs({ address, host: stranger })).status).toBe(403);
    expect((await askAs({ address, host: 'a.example' })).status).toBe(401);
  });

  it('does not start with what is no name of a host', async () => {
    const security = { allowedHosts: ['http://a.example', 'b.example', '*.c.example'] };
    await expect(startServer({ server: { security } })).rejects.toMatchObject({
      code: 'SECURITY_INVALID',
      message: expect.stringContaining('got http://a.example, *.c.example'),
    });
  });
});
