import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../testing/ask.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const issuer = 'https://issuer.example.org/';
const audience = 'waymark';
const path = '/v1/models';

interface SigningKey {
  readonly jwk: object;
  /** The public key in PEM, which is no secret. */
  readonly pem: string;
  /** A token that holds, but for what is said otherwise. */
  readonly sign: (
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ) => Promise<string>;
}

async function makeKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const inAnHour = Math.floor(Date.now() / 1000) + 3_600;
  const usual = { iss: issuer, aud: audience, sub: 'alice', scope: 'openid infer', exp: inAnHour };
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    pem: await exportSPKI(publicKey),
    sign: (claims, header) =>
      new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, ...header })
        .sign(privateKey),
  };
}

/** The address of a key set; it answers with the status. */
async function serveKeySet(keys: () => readonly object[], status = 200, headers = {}): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ keys: keys() }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server that listens on a port has one.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
}

async function startWithTokens(keySet: { readonly url: string } | { readonly file: string }) {
  const jwt = { issuer, audience, keySet };
  const { server } = await startServer({ server: { security: { jwt, filePollIntervalMs: 5 } } });
  return (token: string, at = path) => ask(server, at, { headers: { authorization: `Bearer ${token}` } });
}

describe('a server with tokens', () => {
  it('takes those of its issuer for its audience, with the scopes that they have', async () => {
    const key = await makeKey('1');
    const asked = await startWithTokens({ url: await serveKeySet(() => [key.jwk]) });
    expect((await asked(await key.sign())).status).toBe(200);
    expect((await asked(await key.sign(), '/metrics')).status).toBe(403);
    expect((await asked(await key.sign({ scope: 'metrics' }), '/metrics')).status).toBe(200);
    const list = { scope: undefined, scp: ['infer', 'metrics'] };
    expect((await asked(await key.sign(list), '/metrics')).status).toBe(200);
    expect(await asked(await key.sign({ scope: undefined }))).toMatchObject({
      status: 403,
      error: expect.stringContaining("the scope 'infer', and the key or token has none"),
    });
  });

  it('refuses all others with 401', async () => {
    const [key, other] = [await makeKey('1'), await makeKey('1')];
    const asked = await startWithTokens({ url: await serveKeySet(() => [key.jwk]) });
    const token = await key.sign();
    const [, payload = '', signature = ''] = token.split('.');
    const header = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url');
    const shared = (secret: Uint8Array) =>
      new SignJWT({ iss: issuer, aud: audience, scope: 'infer', exp: 2_000_000_000 })
        .setProtectedHeader({ alg: 'HS256', kid: '1' })
        .sign(secret);
    const elsewhere = await serveKeySet(() => [other.jwk]);
    const refused = {
      'another issuer': await key.sign({ iss: 'https://other.example.org/' }),
      'another audience': await key.sign({ aud: 'other' }),
      'no end': await key.sign({ exp: undefined }),
      'a time that is to come': await key.sign({ nbf: 4_000_000_000 }),
      'another key': await other.sign(),
      'an unknown key': await (await makeKey('2')).sign(),
      'no signature': `${header({ alg: 'none' })}.${payload}.`,
      'a shared secret': await shared(Buffer.alloc(32)),
      'the public key as a secret': await shared(Buffer.from(key.pem)),
      'a key that the token brings': await other.sign({}, { jwk: other.jwk }),
      'a key that the token names': await other.sign({}, { jku: elsewhere, x5u: elsewhere }),
      'a kid that is a path': await other.sign({}, { kid: '../../../../dev/null' }),
      'another payload': `${token.split('.')[0]}.${header({ iss: issuer, aud: audience })}.${signature}`,
      'no token': 'a.b.c',
    };
    for (const [what, text] of Object.entries(refused)) {
      const { status, error } = await asked(text);
      expect([what, status, error?.includes('not valid for this server')]).toEqual([what, 401, true]);
    }
    expect((await asked(await key.sign({ exp: 1_000_000_000 }))).error).toContain('has expired');
  });

  it('answers 503 and not 401 when the key set cannot be fetched', async () => {
    const key = await makeKey('1');
    for (const url of [await serveKeySet(() => [], 500), 'http://127.0.0.1:1/jwks.json']) {
      const told = await (await startWithTokens({ url }))(await key.sign());
      expect(told).toMatchObject({ status: 503, error: expect.stringContaining('cannot be fetched now') });
      expect(told.headers.get('retry-after')).toBe('5');
      expect(told.headers.get('www-authenticate')).toBeNull();
    }
  });

  it('does not follow the address of a key set to another one', async () => {
    const key = await makeKey('1');
    const elsewhere = await serveKeySet(() => [key.jwk]);
    const asked = await startWithTokens({ url: await serveKeySet(() => [], 302, { location: elsewhere }) });
    expect((await asked(await key.sign())).status).toBe(503);
  });

  it('follows a key set in a file', async () => {
    const [old, fresh] = [await makeKey('1'), await makeKey('2')];
    const file = join(await temporaryFolder(), 'jwks.json');
    await writeFile(file, JSON.stringify({ keys: [old.jwk] }));
    const asked = await startWithTokens({ file });
    expect((await asked(await old.sign())).status).toBe(200);
    const token = await fresh.sign();
    expect((await asked(token)).status).toBe(401);
    await writeFile(file, JSON.stringify({ keys: [old.jwk, fresh.jwk] }));
    await expect.poll(async () => (await asked(token)).status).toBe(200);
  });

  it('does not start with a file that is no key set', async () => {
    const file = join(await temporaryFolder(), 'jwks.json');
    await writeFile(file, '{"keys": 1}');
    await expect(startWithTokens({ file })).rejects.toMatchObject({ code: 'SECURITY_FILE_INVALID' });
  });
});
