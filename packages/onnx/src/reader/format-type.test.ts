import { describe, expect, it } from 'vitest';
import { formatType } from './format-type.js';
import type { OnnxType } from './onnx-model.js';

const vector: OnnxType = { kind: 'tensor', dtype: 'float32', shape: ['N', null, 3] };

describe('formatType', () => {
  it.each<{ readonly type: OnnxType; readonly text: string }>([
    { type: vector, text: 'float32 [N, ?, 3]' },
    { type: { kind: 'tensor', dtype: 'int64', shape: [] }, text: 'int64 []' },
    { type: { kind: 'tensor', dtype: 'type 99', shape: undefined }, text: 'type 99 of unknown shape' },
    { type: { kind: 'sparseTensor', dtype: 'float32', shape: [3] }, text: 'sparse float32 [3]' },
    { type: { kind: 'optional', element: vector }, text: 'optional of float32 [N, ?, 3]' },
    {
      type: { kind: 'sequence', element: { kind: 'map', key: 'string', value: { kind: 'unknown' } } },
      text: 'sequence of map of string to unknown type',
    },
  ])('says $text', ({ type, text }) => {
    expect(formatType(type)).toBe(text);
  });
});
