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
 * Both columns are sigmoids, of x and of -x: 1 - p would lose all digits of a small probability. They are computed in
 * float64, since onnxruntime's float32 sigmoid is an approximation that is wrong by a factor of 2 at x = -17 and 0 below.
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
  const [negativeClass, positiveIsFirst] =
    positiveClass === classes[0] ? [classes[1], true] : [classes[0], false];
  const wide = builder.add('Cast', [logits], { to: 'float64' });
  const positive = appendSigmoid(builder, wide); // [N, 1]
  const negative = appendSigmoid(builder, builder.add('Neg', [wide])); // [N, 1]
  const columns = positiveIsFirst ? [positive, negative] : [negative, positive];
  const probabilities = builder.add('Concat', columns, { axis: 1 }); // [N, 2]

  const lastAxis = builder.constant('int64', [1], BigInt64Array.of(1n));
  const probability = builder.add('Cast', [builder.add('Squeeze', [positive, lastAxis])], { to: 'float64' }); // [N]
  const limit = builder.constant('float64', [], Float64Array.of(threshold));
  const isPositive = builder.add('GreaterOrEqual', [probability, limit]); // [N]
  const label = builder.add('Where', [
    isPositive,
    builder.constant('string', [1], [positiveClass]),
    builder.constant('string', [1], [negativeClass]),
  ]); // [N]
  return { label, probabilities };
}

/** Sigmoid of a float64 value, as float32. */
function appendSigmoid(builder: GraphBuilder, x: Value): Value {
  return builder.add('Cast', [builder.add('Sigmoid', [x])], { to: 'float32' });
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
