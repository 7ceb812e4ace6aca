import { describe, expect, it } from 'vitest';
import { columnNote } from './column-note.js';

const column = { name: 'x', role: 'feature', nullable: false } as const;

describe('columnNote', () => {
  it('says what the column means, and its range in training data', () => {
    expect(columnNote({ ...column, type: 'integer', description: 'months', min: 0, max: 72 })).toBe(
      'months; from 0 to 72 in training data',
    );
    expect(columnNote({ ...column, type: 'number', min: -0.5 })).toBe('at least -0.5 in training data');
    expect(columnNote({ ...column, type: 'number', max: 0 })).toBe('at most 0 in training data');
  });

  it('is empty when there is nothing to say', () => {
    expect(columnNote({ ...column, type: 'number' })).toBe('');
    expect(columnNote({ ...column, type: 'category', values: ['a'] })).toBe('');
  });
});
