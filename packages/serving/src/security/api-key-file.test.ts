import { describe, expect, it } from 'vitest';
import { parseApiKeys } from './api-key-file.js';

const sha256 = '0f'.repeat(32);
const entry = { name: 'billing', sha256, scopes: ['infer', 'metrics'] };
const file = (...keys: readonly unknown[]) => JSON.stringify({ formatVersion: 1, keys });

describe('parseApiKeys', () => {
  it('reads keys with and without an end', () => {
    const until = { ...entry, name: 'trial', expires: '2027-01-31T00:00:00Z' };
    expect(parseApiKeys(file(entry, until))).toEqual([
      {
        name: 'billing',
        hash: Buffer.alloc(32, 0x0f),
        scopes: ['infer', 'metrics'],
        expiresAt: Number.POSITIVE_INFINITY,
      },
      {
        name: 'trial',
        hash: Buffer.alloc(32, 0x0f),
        scopes: ['infer', 'metrics'],
        expiresAt: 1_801_353_600_000,
      },
    ]);
  });

  it('reads a file without keys: nobody may come', () => {
    expect(parseApiKeys(file())).toEqual([]);
  });

  it('tells all problems, and repeats no hash', () => {
    const text = file(
      { name: '', sha256: 'f0f0', scopes: [] },
      { ...entry, expires: 'soon', scope: 'admin' },
    );
    expect(() => parseApiKeys(text)).toThrow(
      'keys[0].name must be 1 to 64 letters, digits, dots, hyphens, underscores or @; ' +
        'keys[0].sha256 must be 64 hexadecimal digits; keys[0].scopes must be a list of infer, admin, metrics; ' +
        'keys[1].expires must be a time in ISO 8601; ' +
        'keys[1] must have no other fields than name, sha256, scopes, expires',
    );
  });

  it.each([
    ['no JSON', '{"keys": [', 'it must be JSON'],
    ['a newer form', '{"formatVersion": 2, "keys": []}', 'it must be a JSON object with formatVersion 1'],
    ['no list', '{"formatVersion": 1}', 'it must have a list of keys'],
    ['entries that are none', file(null, 'a'), 'keys[0].name must be'],
    ['an unknown scope', file({ ...entry, scopes: ['write'] }), 'keys[0].scopes must be a list of infer'],
    ['a name twice', file(entry, entry), "the name 'billing' must be there once"],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseApiKeys(text)).toThrow(message);
  });
});
