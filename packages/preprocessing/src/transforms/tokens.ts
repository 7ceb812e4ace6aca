/**
 * Text as tokens: what stands between spaces. All else, punctuation and no-break spaces too, is part of a token. In the
 * graph that is one StringSplit (opset 20), which knows the space alone. One more split for each other kind of white
 * space would take memory for the product of their runs, which a short text could make gigabytes: training text with
 * tabs or line breaks is refused instead, so that it is cleaned where it comes from, for training and serving alike.
 */

import type { TextColumn } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';

/** The tokens of a text, in their order. */
export function tokensOf(text: string): readonly string[] {
  return text.split(' ').filter((token) => token !== '');
}

/** Why texts cannot be split in the graph; undefined when they can. */
export function tokenProblem(texts: TextColumn): string | undefined {
  const row = texts.findIndex((text) => /[\t\n\v\f\r]/.test(text));
  if (row < 0) return undefined;
  return `the text of training row ${row + 1} has a tab or a line break, and tokens are split at spaces alone; make them spaces in the data, and in what is sent to the model`;
}

/** string [N] → string [N, W]: the tokens of each text in their order, with empty texts behind them. */
export function emitTokens(builder: GraphBuilder, value: Value): Value {
  return builder.add('StringSplit', [value]);
}
