import { describe, expect, it } from 'vitest';
import { keyShare } from './key-share.js';

describe('keyShare', () => {
  it('is the first 48 bits of the SHA-256 of salt, zero byte and key', () => {
    // Python: int.from_bytes(hashlib.sha256(b'tiny/2\0ann').digest()[:6], 'big') / 2**48
    expect(keyShare('tiny/2', 'ann')).toBe(0.13364914790727767);
    expect(keyShare('tiny/2', 'bob')).toBe(0.8850297816698856);
    expect(keyShare('', '')).toBe(0.43048164923648);
  });

  it.each([
    [0.1, 222],
    [0.2, 410],
    [0.5, 1015],
  ])('gives a weight of %d its share of 2,000 keys', (weight, expected) => {
    // Counted in Python; each is within 2 standard deviations (13, 18 and 22 keys) of what is due.
    const shares = Array.from({ length: 2_000 }, (_, user) => keyShare('tiny/2', `user-${user}`));
    expect(shares.filter((share) => share < weight)).toHaveLength(expected);
  });
});
