/**
 * Missing text inside a graph. It is the empty string; Python clients also send a missing value of an object column as
 * the texts 'nan' (pandas) and 'None' (numpy), which would pass for an unseen category, so they count as missing too,
 * unless the column really has such a value.
 */

import type { ColumnSchema } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';

const pythonSpellings: readonly string[] = ['nan', 'None'];

/** The texts that mean missing in this column, the empty string first. */
export function missingTexts(schema: ColumnSchema, seen: ReadonlySet<string>): readonly string[] {
  const declared: readonly string[] = schema.type === 'category' ? schema.values : [];
  return ['', ...pythonSpellings.filter((text) => !seen.has(text) && !declared.includes(text))];
}

/** string [N] → bool [N]. Strings have no Equal before opset 19, so a lookup says which ones are missing. */
export function emitIsMissingText(builder: GraphBuilder, missing: readonly string[], value: Value): Value {
  const flags = builder.add('LabelEncoder', [value], {
    keys_strings: missing,
    values_int64s: missing.map(() => 1),
    default_int64: 0,
  });
  return builder.add('Cast', [flags], { to: 'bool' });
}

/** string [N] → string [N]: empty wherever it is missing. */
export function emitBlankedText(builder: GraphBuilder, missing: readonly string[], value: Value): Value {
  const blank = builder.constant('string', [1], ['']);
  return builder.add('Where', [emitIsMissingText(builder, missing, value), blank, value]);
}
