import { describe, expect, it } from 'vitest';
import { BinaryBody } from '../protocols/open-inference/binary-request.js';
import { keyOf } from './request-key.js';

const headers = { 'x-waymark-key': 'ann' };

describe('keyOf', () => {
  it('takes the header before the parameters', () => {
    expect(keyOf({ headers, body: { parameters: { key: 'bob' } } })).toBe('ann');
    expect(keyOf({ headers: { 'x-waymark-key': '' }, body: { parameters: { key: 'bob' } } })).toBe('bob');
  });

  it.each<[string, unknown, string | undefined]>([
    ['a key', { parameters: { key: 'bob', sequence_id: 7 } }, 'bob'],
    ['a sequence', { parameters: { sequence_id: 7 } }, '7'],
    ['the sequence 0, which is none', { parameters: { sequence_id: 0 } }, undefined],
    ['a binary body', new BinaryBody({ parameters: { key: 'bob' } }, new Uint8Array()), 'bob'],
    ['a body of bytes only', new BinaryBody(undefined, new Uint8Array()), undefined],
    ['a key that is no scalar', { parameters: { key: {} } }, undefined],
    ['no parameters', { inputs: [] }, undefined],
    ['no body', undefined, undefined],
  ])('reads %s', (_, body, key) => {
    expect(keyOf({ headers: {}, body })).toBe(key);
  });
});
