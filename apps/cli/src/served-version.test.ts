import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { servedVersion } from './served-version.js';

/** A server that has one model, and answers everything else with 404. */
async function start(body: unknown): Promise<string> {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/v2/models/churn' ? 200 : 404).end(JSON.stringify(body));
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a server that listens at a TCP port has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('servedVersion', () => {
  it('is the newest version of the model’s metadata', async () => {
    const url = await start({ name: 'churn', versions: ['3'] });
    expect(await servedVersion(url, 'churn')).toEqual({ state: 'serving', version: '3' });
  });

  it('tells a model that is not served from a server that is not there', async () => {
    const url = await start({ error: 'none' });
    expect(await servedVersion(url, 'fraud')).toEqual({ state: 'unknown' });
    expect(await servedVersion(url, 'churn')).toEqual({ state: 'unknown' });
    expect(await servedVersion('http://127.0.0.1:1', 'churn')).toEqual({ state: 'away' });
  });
});
