import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { download } from './download.js';

const content = 'customerID,Churn\n1,Yes\n';
let server: Server;
let base = '';
let requests = 0;
let folder = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    if (request.url === '/missing.csv') response.writeHead(404).end();
    else if (request.url === '/torn.csv') {
      response.writeHead(200, { 'content-length': '1000' }).write('customerID');
      response.destroy();
    } else response.end(content);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A listening TCP server has an address with a port.
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(async () => {
  requests = 0;
  folder = await mkdtemp(join(tmpdir(), 'waymark-download-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const dataset = (name: string, sha256 = createHash('sha256').update(content).digest('hex')) => ({
  url: `${base}/${name}`,
  sha256,
  bytes: content.length,
  description: 'a test',
});

describe('download', () => {
  it('saves the file, tells its progress, and does not ask again', async () => {
    const file = join(folder, 'a/telco.csv');
    const seen: number[] = [];
    await download(dataset('telco.csv'), file, { onProgress: (bytes) => seen.push(bytes) });
    expect(await readFile(file, 'utf8')).toBe(content);
    expect(seen.at(-1)).toBe(23);
    await download(dataset('telco.csv'), file);
    expect(requests).toBe(1);
  });

  it('keeps nothing when the hash is another one', async () => {
    const wrong = download(dataset('telco.csv', '0'.repeat(64)), join(folder, 'telco.csv'));
    await expect(wrong).rejects.toMatchObject({ code: 'DOWNLOAD_MISMATCH', kind: 'dataInvalid' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what to do without a network: a status, a torn transfer, nobody there', async () => {
    const refused = { ...dataset('x'), url: 'http://127.0.0.1:1/x.csv' };
    for (const broken of [dataset('missing.csv'), dataset('torn.csv'), refused]) {
      const failing = download(broken, join(folder, 'telco.csv'));
      await expect(failing).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', kind: 'environment' });
      await expect(failing).rejects.toThrow('--data FILE');
    }
    expect(await readdir(folder)).toEqual([]);
  });
});
