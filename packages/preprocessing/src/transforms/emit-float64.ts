/** Numbers inside a chain are float64: what an int64 input becomes, and the constants that meet it. */

import type { GraphBuilder, Value } from '@waymark/onnx';

/** A number [N] as float64. */
export function toFloat64(builder: GraphBuilder, value: Value): Value {
  return value.dtype === 'float64' ? value : builder.add('Cast', [value], { to: 'float64' });
}

/** A float64 constant of shape []. */
export function scalar(builder: GraphBuilder, number: number): Value {
  return builder.constant('float64', [], Float64Array.of(number));
}
