/**
 * A table from text to float64, for the encoders that make one number of a category. In the graph it is a LabelEncoder
 * to positions and a Gather, since LabelEncoder's own floats are float32.
 */

import type { TextColumn } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';

export interface TextLookup {
  /** Each text that is known, those that mean missing included. */
  readonly texts: readonly string[];
  /** The number of each of `texts`. */
  readonly numbers: readonly number[];
  /** The number of every other text. */
  readonly unknown: number;
}

/** What the graph makes of the texts. */
export function lookUp({ texts, numbers, unknown }: TextLookup, values: TextColumn): Float64Array {
  const known = new Map(texts.map((text, i) => [text, numbers[i]]));
  return Float64Array.from(values, (value) => known.get(value) ?? unknown);
}

/** string [N] → float64 [N] */
export function emitLookup(
  builder: GraphBuilder,
  { texts, numbers, unknown }: TextLookup,
  value: Value,
): Value {
  const position = builder.add('LabelEncoder', [value], {
    keys_strings: texts,
    values_int64s: texts.map((_, i) => i),
    default_int64: texts.length,
  });
  const table = builder.constant('float64', [texts.length + 1], Float64Array.from([...numbers, unknown]));
  return builder.add('Gather', [table, position]); // [N]
}
