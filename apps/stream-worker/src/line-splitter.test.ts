import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.js';

describe('LineSplitter', () => {
  it('joins what was cut, inside of characters too', () => {
    const splitter = new LineSplitter(100);
    const bytes = Buffer.from('Zürich\r\nÅ\n\nlast');
    const lines = Array.from(bytes, (_, i) => splitter.push(bytes.subarray(i, i + 1))).flat();
    expect(lines).toEqual(['Zürich', 'Å', '']);
    expect(splitter.end()).toEqual(['last']);
    expect(splitter.end()).toEqual([]);
  });

  it('leaves out a line that is too long, and holds none of it', () => {
    const splitter = new LineSplitter(4);
    expect(splitter.push(Buffer.from('1234\n12345\nab'))).toEqual(['1234', undefined]);
    expect(splitter.push(Buffer.from('cdefgh'))).toEqual([]);
    expect(splitter.push(Buffer.from('ij\nok\n'))).toEqual([undefined, 'ok']);
    expect(splitter.push(Buffer.from('123456'))).toEqual([]);
    expect(splitter.end()).toEqual([undefined]);
  });
});
