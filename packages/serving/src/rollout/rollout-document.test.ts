import { describe, expect, it } from 'vitest';
import { candidateOf, describeRollout, parseRollout } from './rollout-document.js';

const canary = { mode: 'canary', version: 2, weight: 0.1 };

describe('parseRollout', () => {
  it('reads a canary and an alias, and gives a shadow everything', () => {
    expect(parseRollout(canary)).toMatchObject({ mode: 'canary', candidate: { version: 2 }, weight: 0.1 });
    expect(parseRollout({ mode: 'shadow', alias: 'challenger' })).toMatchObject({
      ...{ candidate: { alias: 'challenger' }, weight: 1, guard: undefined, ended: undefined },
    });
  });

  it('is described as it was written', () => {
    const full = { formatVersion: 1, ...canary, salt: 's', guard: { minRequests: 50 } };
    const ended = { at: '2026-01-01T00:00:00.000Z', reason: 'x' };
    expect(JSON.parse(JSON.stringify(describeRollout(parseRollout({ ...full, ended }))))).toEqual({
      ...{ ...full, ended },
    });
  });

  it.each<[string, unknown, string]>([
    [
      'no object',
      [],
      '^4 problems: a rollout must be an object, got a list; mode must be canary, shadow, ab',
    ],
    [
      'an unknown field',
      { ...canary, wieght: 1 },
      'a rollout may have the fields formatVersion, mode, version, alias, weight, salt, guard, ended, got another',
    ],
    ['a newer format', { ...canary, formatVersion: 2 }, 'formatVersion must be 1'],
    ['no mode', { version: 2, weight: 0.1 }, 'mode must be canary, shadow, ab, got nothing'],
    ['version and alias', { ...canary, alias: 'challenger' }, 'either version or alias, got both'],
    ['neither', { mode: 'shadow' }, 'either version or alias, got neither'],
    ['another alias', { mode: 'shadow', alias: 'previous' }, "alias must be 'challenger'"],
    ['version 0', { ...canary, version: 0 }, 'version must be a whole number from 1 on'],
    ['a weight of more than all', { ...canary, weight: 1.5 }, 'weight must be a number from 0 to 1'],
    [
      'a canary without weight',
      { mode: 'canary', version: 2 },
      'weight must be a number from 0 to 1, got nothing',
    ],
    ['a salt that is no text', { ...canary, salt: 1 }, 'salt must be text of at most 200'],
    ['a guard with nothing to compare', { ...canary, weight: 1, guard: {} }, 'weight must be less than 1'],
    ['a guard that is none', { ...canary, guard: 1 }, 'guard must be an object'],
    ['an unknown limit', { ...canary, guard: { constructor: 1 } }, 'guard may have the fields'],
    [
      'a limit out of range',
      { ...canary, guard: { minRequests: 1 } },
      'guard.minRequests must be a whole number from 20 to',
    ],
    ['a short window', { ...canary, guard: { windowRequests: 50 } }, 'at least guard.minRequests'],
    ['a strange end', { ...canary, ended: true }, 'ended must be'],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseRollout(value)).toThrow(new RegExp(message));
  });
});

describe('candidateOf', () => {
  it('follows the alias, and is undefined while there is none', () => {
    const registered = { model: 'tiny', versions: [], aliases: { challenger: 3 }, history: [] };
    const byAlias = parseRollout({ mode: 'shadow', alias: 'challenger' });
    expect(candidateOf(byAlias, registered)).toBe(3);
    expect(candidateOf(byAlias, { ...registered, aliases: {} })).toBeUndefined();
    expect(candidateOf(parseRollout(canary), registered)).toBe(2);
  });
});
