import { describe, expect, it } from 'vitest';
import { categoricalProfile } from './categorical-profile.js';

describe('categoricalProfile', () => {
  it('counts the most frequent values, breaks ties in code-unit order, and adds up the rest', () => {
    expect(categoricalProfile('plan', ['b', 'a', 'b', '', 'Z', 'é', 'a', 'c'], 3)).toEqual({
      kind: 'categorical',
      name: 'plan',
      rows: 8,
      missing: 1,
      categories: [
        { value: 'a', count: 2 },
        { value: 'b', count: 2 },
        { value: 'Z', count: 1 },
      ],
      other: 2,
      seen: ['Z', 'a', 'b', 'c', 'é'],
    });
  });

  it('takes a column that is all missing', () => {
    expect(categoricalProfile('plan', ['', ''], 20)).toMatchObject({
      rows: 2,
      missing: 2,
      categories: [],
      other: 0,
      seen: [],
    });
  });

  it('takes values that are named like parts of an object', () => {
    expect(categoricalProfile('plan', ['__proto__', 'constructor'], 20).seen).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});
