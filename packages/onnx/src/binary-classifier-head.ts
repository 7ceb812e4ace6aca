/**
 * The end of a binary classifier: one logit a row becomes the probabilities of both classes and a label. Plain tensors
 * only, never ZipMap, which onnxruntime-node cannot read.
 */

import { invalidHead } from './errors.js';
import type { Value } from './graph/graph.js';
import type { GraphBuilder } from './graph/graph-builder.js';
import { formatShape } from './graph/shape.js';

export interface BinaryClassifierHeadOptions {
  /** In the order of the probability columns. */
  readonly classes: readonly [string, string];
  /** The class whose log-odds the logit is. */
  readonly positiveClass: string;
  /** The label is the positive class when its probability is at least this; 0 to 1. */
  readonly threshold: number;
}

export interface BinaryClassifierHead {
  /** string [N] */
  readonly label: Value;
  /** float32 [N, 2], in class order. */
  readonly probabilities: Value;
}

/**
 * Appends the head to `logits`, float32 [N, 1].
 *
 * The columns are 1 / (1 + exp(∓x)) in float64: 1 - p would lose all digits of a small probability, and so does
 * onnxruntime's Sigmoid (in float32 wrong by a factor of 2 at x = -17; in float64 it is 0 at x = -40).
 *
 * The label compares the float32 probability, widened to float64, with the float64 threshold: exactly what a consumer
 * gets who writes `probability >= threshold` in JavaScript or Python on what the model returned.
 *
 * @throws ONNX_HEAD_INVALID
 */
export function appendBinaryClassifierHead(
  builder: GraphBuilder,
  logits: Value,
  options: BinaryClassifierHeadOptions,
): BinaryClassifierHead {
  const problems = problemsOf(logits, options);
  if (problems.length > 0) throw invalidHead(problems);
  const { classes, positiveClass, threshold } = options;
  const [positiveColumn, negativeClass] = positiveClass === classes[0] ? [0, classes[1]] : [1, classes[0]];
  const probabilities = appendProbabilities(builder, logits, positiveColumn); // [N, 2]
  const column = builder.constant('int64', [], BigInt64Array.of(BigInt(positiveColumn)));
  const positive = builder.add('Gather', [probabilities, column], { axis: 1 }); // [N]
  const isPositive = builder.add('GreaterOrEqual', [
    builder.add('Cast', [positive], { to: 'float64' }),
    builder.constant('float64', [], Float64Array.of(threshold)),
  ]);
  const label = builder.add('Where', [
    isPositive,
    builder.constant('string', [1], [positiveClass]),
    builder.constant('string', [1], [negativeClass]),
  ]); // [N]
  return { label, probabilities };
}

/** float32 [N, 2]: sigmoid(x) in the positive class's column, sigmoid(-x) in the other. */
function appendProbabilities(builder: GraphBuilder, logits: Value, positiveColumn: number): Value {
  const signs = Float64Array.of(1, 1);
  signs[positiveColumn] = -1;
  const wide = builder.add('Cast', [logits], { to: 'float64' }); // [N, 1]
  const exponents = builder.add('Mul', [wide, builder.constant('float64', [1, 2], signs)]); // [N, 2]
  const one = builder.constant('float64', [], Float64Array.of(1));
  const odds = builder.add('Add', [builder.add('Exp', [exponents]), one]);
  return builder.add('Cast', [builder.add('Div', [one, odds])], { to: 'float32' });
}

function problemsOf(logits: Value, options: BinaryClassifierHeadOptions): readonly string[] {
  const { classes, positiveClass, threshold } = options;
  const problems: string[] = [];
  if (logits.dtype !== 'float32' || logits.shape.length !== 2 || logits.shape[1] !== 1)
    problems.push(`the logits must be float32 [N, 1]; got ${logits.dtype} ${formatShape(logits.shape)}`);
  if (classes[0] === classes[1]) problems.push(`the classes must differ; got '${classes[0]}' twice`);
  if (!classes.includes(positiveClass))
    problems.push(`positiveClass must be one of '${classes.join("', '")}'; got '${positiveClass}'`);
  if (!(threshold >= 0 && threshold <= 1)) problems.push(`threshold must be 0 to 1; got ${threshold}`);
  return problems;
}
