import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const read = (environment: NodeJS.ProcessEnv) =>
  readConfig({
    words: ['churn'],
    environment: { WAYMARK_HOME: '/var/lib/waymark', ...environment },
    folder: '/',
  });

const tokens = {
  WAYMARK_JWT_ISSUER: 'https://issuer.example.org/',
  WAYMARK_JWT_AUDIENCE: 'waymark',
};
const named = { issuer: 'https://issuer.example.org/', audience: 'waymark' };

describe('readConfig with the variables of security', () => {
  it('asks for nothing by itself', () => {
    expect(read({})).toMatchObject({ security: {}, redact: [] });
  });

  it('takes keys, TLS, a rate limit, hosts and columns to redact', () => {
    const environment = {
      WAYMARK_API_KEYS_FILE: '/etc/waymark/keys.json',
      WAYMARK_TLS_CERT_FILE: '/etc/waymark/tls.crt',
      WAYMARK_TLS_KEY_FILE: '/etc/waymark/tls.key',
      WAYMARK_RATE_LIMIT: '600',
      WAYMARK_ALLOWED_HOSTS: 'models.example.org, .example.net',
      WAYMARK_REDACT: 'age, city',
    };
    expect(read(environment)).toMatchObject({
      security: {
        apiKeysFile: '/etc/waymark/keys.json',
        tls: { certificateFile: '/etc/waymark/tls.crt', keyFile: '/etc/waymark/tls.key' },
        rateLimit: { maxRequests: 600, windowMs: 60_000 },
        allowedHosts: ['models.example.org', '.example.net'],
      },
      redact: ['age', 'city'],
    });
  });

  it('takes tokens with a key set at an address or in a file', () => {
    const url = 'https://issuer.example.org/jwks.json';
    expect(read({ ...tokens, WAYMARK_JWKS_URL: url }).security.jwt).toEqual({ ...named, keySet: { url } });
    const file = '/etc/waymark/jwks.json';
    expect(read({ ...tokens, WAYMARK_JWKS_FILE: file }).security.jwt).toEqual({ ...named, keySet: { file } });
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['a certificate without its key', { WAYMARK_TLS_CERT_FILE: 'a' }, /must both be set/],
    ['an issuer without the rest', { WAYMARK_JWT_ISSUER: 'a' }, /must all be set, or none/],
    ['tokens without a key set', tokens, /must all be set, or none/],
    ['a key set without an issuer', { WAYMARK_JWKS_FILE: 'a' }, /must all be set, or none/],
    [
      'two key sets',
      { ...tokens, WAYMARK_JWKS_FILE: 'a', WAYMARK_JWKS_URL: 'https://a.example.org' },
      /must all be set, or none/,
    ],
    ['two key sets alone', { WAYMARK_JWKS_FILE: 'a', WAYMARK_JWKS_URL: 'https://a' }, /must all be set/],
    [
      'an address that is none',
      { ...tokens, WAYMARK_JWKS_URL: 'keys' },
      /WAYMARK_JWKS_URL: must be an address/,
    ],
    ['no requests', { WAYMARK_RATE_LIMIT: '0' }, /WAYMARK_RATE_LIMIT: must be a whole number of requests/],
    ['an empty host', { WAYMARK_ALLOWED_HOSTS: ',a' }, /WAYMARK_ALLOWED_HOSTS: must be names of hosts/],
    ['an empty column', { WAYMARK_REDACT: 'age,' }, /WAYMARK_REDACT: must be columns/],
    ['an empty file name', { WAYMARK_API_KEYS_FILE: '' }, /WAYMARK_API_KEYS_FILE/],
  ])('refuses %s', (_, environment, message) => {
    expect(() => read(environment)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
