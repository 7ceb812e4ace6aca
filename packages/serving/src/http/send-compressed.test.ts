import { describe, expect, it } from 'vitest';
import { acceptedEncoding } from './send-compressed.js';

describe('acceptedEncoding', () => {
  it.each<[string | undefined, string | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['br', undefined],
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['deflate, gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['gzip;q=0, deflate', 'deflate'],
    ['gzip; q=0.000', undefined],
    ['*', 'gzip'],
    ['gzip;q=0, *', 'deflate'],
    ['*;q=0', undefined],
  ])('reads %j as %j', (header, encoding) => {
    expect(acceptedEncoding(header)).toBe(encoding);
  });
});
