/**
 * Text as tokens: what stands between white space, by which is meant space, tab, line feed and carriage return. All else,
 * no-break spaces and punctuation too, is part of a token. In the graph each kind of white space is one StringSplit
 * (opset 20), whose own splitting knows the space alone; a batch takes memory for the product of its longest runs.
 */

import type { GraphBuilder, Value } from '@waymark/onnx';

const whiteSpace = [' ', '\t', '\n', '\r'] as const;

/** The tokens of a text, in their order. */
export function tokensOf(text: string): readonly string[] {
  return text.split(/[ \t\n\r]+/).filter((token) => token !== '');
}

/** string [N] → string [N, W]: the tokens of each text in their order, with empty texts between and behind them. */
export function emitTokens(builder: GraphBuilder, value: Value): Value {
  let pieces = value;
  for (const delimiter of whiteSpace) {
    const split = builder.add('StringSplit', [pieces], { delimiter });
    pieces = split.shape.length === 2 ? split : builder.add('Flatten', [split], { axis: 1 });
  }
  return pieces;
}
