import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createApiKey } from './api-key.js';

const first = createApiKey('first', ['infer']);
const second = createApiKey('second', ['infer']);
const rateLimit = { maxRequests: 2, windowMs: 60_000 };
const path = '/v1/models';

describe('RequestLimiter', () => {
  it('answers 429 with Retry-After to an address that sends too much, and health always', async () => {
    const { server } = await startServer({ server: { security: { rateLimit } } });
    expect([await ask(server, path), await ask(server, path)].map(({ status }) => status)).toEqual([
      200, 200,
    ]);
    const told = await ask(server, path);
    expect(told.status).toBe(429);
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(told.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(told.error).toMatch(/^at most 2 requests may come in 60 s, and more came; try again in \d+ s$/);
    for (let i = 0; i < 4; i++) expect((await ask(server, '/v2/health/live')).status).toBe(200);
  });

  it('does not take an address from a header, which anyone can send', async () => {
    const { server } = await startServer({ server: { security: { rateLimit } } });
    const statuses = [];
    for (let i = 1; i <= 3; i++) {
      const address = `192.0.2.${i}`;
      const headers = { 'x-forwarded-for': address, 'x-real-ip': address, forwarded: `for=${address}` };
      statuses.push((await ask(server, path, { headers })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('lets requests through again in the next window', async () => {
    const short = { maxRequests: 1, windowMs: 1_000 };
    const { server } = await startServer({ server: { security: { rateLimit: short } } });
    const status = async () => (await ask(server, path)).status;
    await expect.poll(status, { interval: 0 }).toBe(429);
    await expect.poll(status).toBe(200);
  });

  it('counts each key by itself, and those that fail by address', async () => {
    const apiKeysFile = join(await temporaryFolder(), 'keys.json');
    const keys = [first.entry, second.entry];
    await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys }));
    const { server } = await startServer({ server: { security: { apiKeysFile, rateLimit } } });
    const statuses = async (key: string) => {
      const headers = { 'x-api-key': key };
      const told = [];
      for (let i = 0; i < 3; i++) told.push((await ask(server, path, { headers })).status);
      return told;
    };
    expect(await statuses(first.key)).toEqual([200, 200, 429]);
    expect(await statuses(second.key)).toEqual([200, 200, 429]);
    expect(await statuses('waymark_wrong')).toEqual([401, 401, 429]);
  });
});
