import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { type StartOptions, startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';
import { type ApiKeyEntry, createApiKey } from './api-key.js';

const infer = createApiKey('scorer', ['infer']);
const admin = createApiKey('operator', ['admin']);
const metrics = createApiKey('prometheus', ['metrics']);
const expired = createApiKey('trial', ['infer'], { expires: '2020-01-01' });
const all = [infer, admin, metrics, expired].map(({ entry }) => entry);

const inferPath = '/v2/models/tiny/infer';
const loadPath = '/v2/repository/models/tiny/load';
const body = openInferenceRequest(tinyRows);

function bearer(key: string) {
  return { authorization: `Bearer ${key}` };
}

async function writeKeys(file: string, keys: readonly ApiKeyEntry[]): Promise<void> {
  await writeFile(file, JSON.stringify({ formatVersion: 1, keys }));
}

/** A server that asks for keys. */
async function startLocked(server: StartOptions['server'] = {}) {
  const apiKeysFile = join(await temporaryFolder(), 'keys.json');
  await writeKeys(apiKeysFile, all);
  const security = { apiKeysFile, filePollIntervalMs: 5 };
  return { ...(await startServer({ server: { security, ...server } })), apiKeysFile };
}

describe('a server with API keys', () => {
  it('answers health to everyone, and all else to whoever has the scope', async () => {
    const { server } = await startLocked({ modelControl: 'explicit' });
    for (const path of ['/v2/health/live', '/v2/health/ready', '/ping', '/health'])
      expect([path, (await ask(server, path)).status]).toEqual([path, 200]);
    const statuses = async (key: string) => [
      (await ask(server, inferPath, { headers: bearer(key), body })).status,
      (await ask(server, '/metrics', { headers: bearer(key) })).status,
      (await ask(server, loadPath, { headers: bearer(key), body: {} })).status,
    ];
    expect(await statuses(infer.key)).toEqual([200, 403, 403]);
    expect(await statuses(metrics.key)).toEqual([403, 200, 403]);
    expect(await statuses(admin.key)).toEqual([403, 403, 200]);
    expect((await ask(server, inferPath, { headers: { 'x-api-key': infer.key }, body })).status).toBe(200);
    expect((await ask(server, '/metrics', { method: 'HEAD', headers: bearer(metrics.key) })).status).toBe(
      200,
    );
  });

  it('says how to authenticate in each 401, and which scope is missing in each 403', async () => {
    const { server } = await startLocked();
    const headersThatFail = [
      {},
      bearer('waymark_unknown'),
      bearer(expired.key),
      { authorization: 'Basic YTpi' },
      { authorization: infer.key },
      { 'x-api-key': '' },
    ];
    for (const headers of headersThatFail) {
      const told = await ask(server, inferPath, { headers, body });
      expect(told.status).toBe(401);
      expect(told.headers.get('www-authenticate')).toBe('Bearer realm="waymark"');
      expect(told.error).toContain('this path needs an API key or a token, and');
    }
    const told = await ask(server, '/metrics', { headers: bearer(infer.key) });
    expect(told.headers.get('www-authenticate')).toBe(
      'Bearer realm="waymark", error="insufficient_scope", scope="metrics"',
    );
    expect(told.error).toBe(
      "this path needs the scope 'metrics', and the key or token has infer; use one with that scope",
    );
  });

  it('asks before it reads the body, and before it says which methods a path takes', async () => {
    const { server } = await startLocked();
    expect((await ask(server, inferPath, { body: '['.repeat(5 * 2 ** 20) })).status).toBe(401);
    expect((await ask(server, inferPath)).status).toBe(401);
    expect((await ask(server, inferPath, { headers: bearer(infer.key) })).status).toBe(405);
    expect((await ask(server, '/', {})).status).toBe(401);
    expect((await ask(server, '/openapi.json', {})).status).toBe(401);
    expect((await ask(server, '/nowhere', {})).status).toBe(404);
    expect((await ask(server, '/nowhere', { body: '{' })).status).toBe(404);
  });

  it('follows its file, and keeps the last good one when the file breaks', async () => {
    const { server, apiKeysFile, logLines } = await startLocked();
    const status = async () => (await ask(server, inferPath, { headers: bearer(infer.key), body })).status;
    await writeFile(apiKeysFile, '{');
    await expect.poll(() => logLines.join('')).toContain('cannot be used: what they held before counts');
    expect(await status()).toBe(200);
    await writeKeys(apiKeysFile, [admin.entry]);
    await expect.poll(status).toBe(401);
    expect(logLines.join('')).not.toContain(infer.key);
    expect(logLines.join('')).not.toContain(infer.entry.sha256);
  });

  it('leaves the health path of Vertex AI open, and locks the one that predicts', async () => {
    const vertexAi = { healthRoute: '/healthy', predictRoute: '/endpoint:predict' };
    const { server } = await startLocked({ clouds: { vertexAi } });
    expect((await ask(server, '/healthy')).status).toBe(200);
    expect((await ask(server, '/endpoint:predict', { body: { instances: tinyRows } })).status).toBe(401);
  });
});

describe('a server whose security cannot hold', () => {
  const start = (security: object, others: StartOptions['server'] = {}) =>
    startServer({ server: { security, ...others } });

  it('does not start, and tells all problems', async () => {
    const jwt = { issuer: '', audience: '', keySet: { url: 'http://keys.example.org/jwks' } };
    const rateLimit = { maxRequests: 0, windowMs: 1_000 };
    await expect(start({ jwt, rateLimit }, { grpc: { port: 0 } })).rejects.toMatchObject({
      code: 'SECURITY_INVALID',
      message: expect.stringMatching(/issuer.*audience.*https:.*rate limit.*gRPC must be off/),
    });
  });

  it('does not start without its files', async () => {
    await expect(start({ apiKeysFile: '/nowhere/keys.json' })).rejects.toMatchObject({
      code: 'SECURITY_FILE_INVALID',
    });
  });
});

describe('a server that others reach', () => {
  it('warns when it asks for no key', async () => {
    const { logLines } = await startServer({ server: { host: '0.0.0.0' } });
    expect(logLines.filter((line) => line.includes('asks for no key: whoever reaches it can'))).toHaveLength(
      1,
    );
  });

  it('is silent when it does, and on loopback', async () => {
    for (const { logLines } of [await startLocked({ host: '0.0.0.0' }), await startServer()])
      expect(logLines.join('')).not.toContain('asks for no key');
  });
});
