import { describe, expect, it } from 'vitest';
import { createApiKey, hashApiKey } from './api-key.js';

describe('createApiKey', () => {
  it('makes a key of 256 random bits, and an entry with its hash', () => {
    const { key, entry } = createApiKey('billing', ['infer']);
    expect(key).toMatch(/^waymark_[\w-]{43}$/);
    expect(entry).toEqual({ name: 'billing', sha256: hashApiKey(key).toString('hex'), scopes: ['infer'] });
    expect(createApiKey('billing', ['infer']).key).not.toBe(key);
  });

  it('keeps when the key expires', () => {
    expect(createApiKey('a', ['admin'], { expires: '2027-01-31' }).entry.expires).toBe('2027-01-31');
  });
});

describe('hashApiKey', () => {
  it('is what sha256sum says', () => {
    // printf waymark_abc | sha256sum
    expect(hashApiKey('waymark_abc').toString('hex')).toBe(
      '69f12213800a994a181a64576d828e2d50fade34d572dfdc03a9650754ef4d15',
    );
  });
});
