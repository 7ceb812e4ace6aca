import { describe, expect, it } from 'vitest';
import { AllowedHosts, isHostPattern } from './allowed-hosts.js';

describe('AllowedHosts', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:8080',
    '192.168.1.7:8080',
    '[::1]',
    '[::1]:8080',
    '[fe80::1]:8080',
    'localhost',
    'LocalHost:8080',
    'localhost.:8080',
    'churn.localhost:8080',
    '',
    undefined,
  ])('allows %s', (header) => {
    expect(new AllowedHosts([]).allows(header)).toBe(true);
  });

  it.each([
    'other.example',
    'other.example:8080',
    'localhost.other.example',
    'notlocalhost',
    '127.0.0.1.other.example',
    'localhost..',
    '[::1].other.example',
    '[localhost]',
    '::1',
    '127.0.0.1:8080:80',
    'localhost:80@other.example',
    'other.example:80@127.0.0.1',
    ' localhost',
    'localhost, other.example',
  ])('does not allow %s', (header) => {
    expect(new AllowedHosts([]).allows(header)).toBe(false);
  });

  it('allows the names that it was given, in any case, with any port and with the dot of the root', () => {
    const hosts = new AllowedHosts(['Models.Example.org']);
    const told = [
      'models.example.org',
      'MODELS.example.org:80',
      'models.example.org.',
      'a.models.example.org',
    ];
    expect(told.map((header) => hosts.allows(header))).toEqual([true, true, true, false]);
  });

  it('allows a name that begins with a dot and all names below it', () => {
    const hosts = new AllowedHosts(['.example.org']);
    const told = ['example.org', 'a.example.org:80', 'a.b.example.org', 'anexample.org', 'example.org.com'];
    expect(told.map((header) => hosts.allows(header))).toEqual([true, true, true, false, false]);
  });

  it('remembers the last host that it allowed, and none that it did not', () => {
    const hosts = new AllowedHosts([]);
    const told = ['a.example', 'a.example', 'localhost', 'localhost', 'a.example', 'localhost', undefined];
    expect(told.map((header) => hosts.allows(header))).toEqual([false, false, true, true, false, true, true]);
  });
});

describe('isHostPattern', () => {
  it.each([
    '*',
    'a',
    'models.example.org',
    '.example.org',
    'a_b-c.d',
    '10.0.0.1',
  ])('is true of %s', (text) => {
    expect(isHostPattern(text)).toBe(true);
  });

  it.each([
    '',
    '.',
    '*.example.org',
    'http://a',
    'a:80',
    '[::1]',
    'a/b',
    'a..b',
    'a.',
  ])('is false of "%s"', (text) => {
    expect(isHostPattern(text)).toBe(false);
  });
});
