import { describe, expect, it } from 'vitest';
import { isMessage, parseTextProto, type TextValue } from './text-proto.js';

/** Without lines, for reading. */
function plain(value: TextValue): unknown {
  if (!isMessage(value)) return value.isQuoted ? JSON.stringify(value.text) : value.text;
  return Object.fromEntries([...value.fields].map(([name, values]) => [name, values.map(plain)]));
}

describe('parseTextProto', () => {
  it('reads scalars, lists, messages in both brackets, and what repeats', () => {
    const text = `
      # a comment
      name: "it" 'em' max_batch_size: 8;
      input [ { name: "x" dims: [ -1, 3 ] }, < name: "y" > ]
      version_policy: { all { } }
      dims: 1 dims: 2e-3,
    `;
    expect(plain(parseTextProto(text))).toEqual({
      name: ['"item"'],
      max_batch_size: ['8'],
      input: [{ name: ['"x"'], dims: ['-1', '3'] }, { name: ['"y"'] }],
      version_policy: [{ all: [{}] }],
      dims: ['1', '2e-3'],
    });
    expect(plain(parseTextProto(String.raw`a: "x\"\n#{"`))).toEqual({ a: [String.raw`"x\"\n#{"`] });
    expect(plain(parseTextProto(''))).toEqual({});
  });

  it.each([
    ['name "x"', /line 1: must have : or {, got x/],
    ['\n\ninput { name: "x"', /line 3: must have a field or }, got the end of the file/],
    ['a: [1 2]', /line 1: must have , or ], got 2/],
    ['a: }', /line 1: must have a value, got }/],
    ['}', /line 1: must have a field, got }/],
    ['a: "never closed', /line 1: cannot be read/],
    ['a'.concat(' { a'.repeat(40)), /at most 32 levels/],
  ])('throws MODEL_CONFIG_INVALID with the line: %s', (text, message) => {
    expect(() => parseTextProto(text)).toThrow(
      expect.objectContaining({ code: 'MODEL_CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
