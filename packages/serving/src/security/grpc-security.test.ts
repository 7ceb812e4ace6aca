import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { hasOpenssl, makeCertificate } from '../testing/certificates.js';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, positives } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { tinyProbabilities } from '../testing/tiny-model.js';
import { createApiKey } from './api-key.js';

const infer = createApiKey('scorer', ['infer']);
const admin = createApiKey('operator', ['admin']);
const metrics = createApiKey('prometheus', ['metrics']);
const grpc = { port: 0 };
const expected = [tinyProbabilities[1][0]];
const load = { model_name: 'tiny' };

async function startLocked() {
  const apiKeysFile = join(await temporaryFolder(), 'keys.json');
  const keys = [infer.entry, admin.entry, metrics.entry];
  await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys }));
  return startServer({ server: { grpc, security: { apiKeysFile }, modelControl: 'explicit' } });
}

describe('grpcGuard', () => {
  it('lets through health, and whoever has the scope', async () => {
    const { server } = await startLocked();
    expect(await grpcClient(server).call('ServerLive')).toEqual({ live: true });
    expect(await grpcClient(server).call('ServerReady')).toEqual({ ready: true });
    for (const headers of [{ authorization: `Bearer ${infer.key}` }, { 'x-api-key': infer.key }])
      expect(positives(await grpcClient(server, { headers }).call('ModelInfer', oneRow))).toEqual(expected);
    const operator = grpcClient(server, { headers: { 'x-api-key': admin.key } });
    expect(await operator.call('RepositoryModelLoad', load)).toEqual({});
  });

  it('refuses all others before their message is read, and goes on', async () => {
    const { server } = await startLocked();
    const scorer = grpcClient(server, { headers: { 'x-api-key': infer.key } });
    const stranger = grpcClient(server, { headers: { 'x-api-key': 'waymark_wrong' } });
    for (const { call } of [grpcClient(server), stranger])
      for (const method of ['ModelInfer', 'ModelReady', 'ServerMetadata', 'RepositoryModelUnload'])
        await expect(call(method, {})).rejects.toMatchObject({
          code: status.UNAUTHENTICATED,
          details: expect.stringContaining('needs an API key or a token'),
        });
    await expect(scorer.call('RepositoryModelUnload', load)).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining("needs the scope 'admin'"),
    });
    expect(positives(await scorer.call('ModelInfer', oneRow))).toEqual(expected);
  });

  it('counts what it refused', async () => {
    const { server } = await startLocked();
    await expect(grpcClient(server).call('ModelInfer', oneRow)).rejects.toThrow();
    const headers = { 'x-api-key': metrics.key };
    const text = await (await fetch(`${server.address}/metrics`, { headers })).text();
    expect(text).toContain(
      'waymark_http_requests_total{route="grpc:ModelInfer",method="POST",status="401"} 1\n',
    );
  });

  it('is unavailable, and not unauthenticated, when the key set of tokens cannot be fetched', async () => {
    const security = { jwt: { issuer: 'a', audience: 'b', keySet: { url: 'http://127.0.0.1:1/' } } };
    const { server } = await startServer({ server: { grpc, security } });
    // {"alg":"ES256"}, {}, and a signature that is none
    const headers = { authorization: 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.AAAA' };
    await expect(grpcClient(server, { headers }).call('ModelInfer', oneRow)).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining('cannot be fetched now'),
    });
  });
});

describe.skipIf(!hasOpenssl)('grpcCredentials (needs the openssl command)', () => {
  it('are those of HTTPS, and follow the files', async () => {
    const tls = await makeCertificate('first');
    const security = { tls, filePollIntervalMs: 5 };
    const { server } = await startServer({ server: { grpc, security } });
    const infers = async (trusted?: Buffer) =>
      positives(await grpcClient(server, trusted ? { trusted } : {}).call('ModelInfer', oneRow));
    expect(await infers(await readFile(tls.certificateFile))).toEqual(expected);
    await expect(infers()).rejects.toMatchObject({ code: status.UNAVAILABLE });
    const second = await makeCertificate('second');
    const trusted = await readFile(second.certificateFile);
    await expect(infers(trusted)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await copyFile(second.certificateFile, tls.certificateFile);
    await copyFile(second.keyFile, tls.keyFile);
    await expect.poll(() => infers(trusted).catch(() => [])).toEqual(expected);
  });
});
