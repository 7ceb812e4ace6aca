import { describe, expect, it } from 'vitest';
import { hashTable } from './hash-table.js';

const table = { rows: 2, columns: { x: Float64Array.of(1, Number.NaN), city: ['ab', 'c'] } };

describe('hashTable', () => {
  it('gives the SHA-256 of the content', () => {
    // Python: sha256(b'2' + b'["x","number"]' + struct.pack('<dd', 1, nan) + b'["city","text"]' + b'["ab","c"]').
    expect(hashTable(table)).toBe('7db1b03b0f61bc43016b30df65681e98185917a1cfd8af26912330b4be17c8b9');
  });

  it('is the same for a copy, whatever bits its NaN have', () => {
    const otherNaN = new Float64Array(new BigUint64Array([0x3ff0000000000000n, 0xfff8000000000001n]).buffer);
    expect(otherNaN).toEqual(table.columns.x);
    expect(hashTable({ rows: 2, columns: { x: otherNaN, city: ['ab', 'c'] } })).toBe(hashTable(table));
  });

  it.each([
    ['a value', { ...table.columns, x: Float64Array.of(1, 2) }],
    ['the last bit of a value', { ...table.columns, x: Float64Array.of(1 + Number.EPSILON, Number.NaN) }],
    ['where texts end', { ...table.columns, city: ['a', 'bc'] }],
    ['a name', { x: table.columns.x, town: table.columns.city }],
    ['the order of columns', { city: table.columns.city, x: table.columns.x }],
    ['a kind', { ...table.columns, x: ['1', ''] }],
  ])('changes with %s', (_, columns) => {
    expect(hashTable({ rows: 2, columns })).not.toBe(hashTable(table));
  });

  it('takes an empty table', () => {
    expect(hashTable({ rows: 0, columns: {} })).toMatch(/^[0-9a-f]{64}$/);
  });
});
