import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { type StartOptions, startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';
import { createApiKey } from './api-key.js';

const origin = 'http://other.example';
/** What changes what is served. */
const changes = [
  ['POST', '/v2/repository/models/tiny/load'],
  ['POST', '/v2/repository/models/tiny/unload'],
  ['PUT', '/v1/models/tiny/rollout'],
  ['POST', '/v1/models/tiny/rollout'],
  ['DELETE', '/v1/models/tiny/rollout'],
  ['POST', '/models'],
  ['DELETE', '/models/tiny'],
] as const;

async function startControlled(server: StartOptions['server'] = {}) {
  const rollout = { folder: await temporaryFolder() };
  const clouds = { sageMakerMultiModel: true };
  return startServer({ server: { modelControl: 'explicit', rollout, clouds, ...server } });
}

describe('refusePages', () => {
  it('keeps pages from changing what is served, also where their name was made to point here', async () => {
    const { server } = await startControlled();
    const ownName = { origin: server.address.replace('127.0.0.1', 'other.example') };
    for (const headers of [{ origin }, { origin: 'null' }, ownName])
      for (const [method, path] of changes) {
        const { status, error } = await ask(server, path, { method, headers });
        expect([path, status, error]).toEqual([path, 403, expect.stringContaining('a page in a browser')]);
      }
    expect((await ask(server, '/v2/models/tiny/ready')).status).toBe(200);
  });

  it('lets other clients do that, and pages score', async () => {
    const { server } = await startControlled();
    const body = openInferenceRequest(tinyRows);
    expect((await ask(server, '/v2/models/tiny/infer', { headers: { origin }, body })).status).toBe(200);
    expect((await ask(server, changes[1][1], { method: 'POST' })).status).toBe(200);
    expect((await ask(server, '/v2/models/tiny/ready')).status).not.toBe(200);
  });

  it('leaves it to the keys where there are any', async () => {
    const { key, entry } = createApiKey('operator', ['admin']);
    const apiKeysFile = join(await temporaryFolder(), 'keys.json');
    await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys: [entry] }));
    const { server } = await startControlled({ security: { apiKeysFile } });
    const [method, path] = changes[0];
    const headers = { origin, 'x-api-key': key };
    expect((await ask(server, path, { method, headers: { origin } })).status).toBe(401);
    expect((await ask(server, path, { method, headers })).status).toBe(200);
  });
});
