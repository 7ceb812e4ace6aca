/**
 * The 16 activation classes of tfjs-layers 4.22, by the name that a config holds. Gelu and Mish are younger ONNX ops
 * than opset 17, so they and swish are written out as tfjs computes them.
 */

import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { LayerConfig } from './layer-config.js';
import { scalarConstant } from './layer-converter.js';

/** `axis` is that of a softmax; the other ones work element by element. */
type AppendActivation = (builder: GraphBuilder, x: Value, axis: number) => Value;

export const activationConverters = {
  linear: (_builder, x) => x,
  relu: (builder, x) => builder.add('Relu', [x]),
  relu6: (builder, x) => appendClip(builder, x, 6),
  elu: (builder, x) => builder.add('Elu', [x], { alpha: 1 }),
  selu: (builder, x) => builder.add('Selu', [x]),
  sigmoid: (builder, x) => builder.add('Sigmoid', [x]),
  // Keras 2's slope. It is ONNX's default too, but Keras 3 and PyTorch mean 1/6, so it is written.
  hardSigmoid: (builder, x) => builder.add('HardSigmoid', [x], { alpha: 0.2, beta: 0.5 }),
  softplus: (builder, x) => builder.add('Softplus', [x]),
  softsign: (builder, x) => builder.add('Softsign', [x]),
  tanh: (builder, x) => builder.add('Tanh', [x]),
  softmax: (builder, x, axis) => builder.add('Softmax', [x], { axis }),
  logSoftmax: (builder, x, axis) => builder.add('LogSoftmax', [x], { axis }),
  gelu: appendGelu,
  gelu_new: appendGeluTanh,
  mish: (builder, x) => builder.add('Mul', [x, builder.add('Tanh', [builder.add('Softplus', [x])])]),
  swish: (builder, x) => builder.add('Mul', [x, builder.add('Sigmoid', [x])]),
} as const satisfies Readonly<Record<string, AppendActivation>>;

/** Why an activation cannot be exported; undefined when it can. */
export function refuseActivation({ config }: { readonly config: LayerConfig }): string | undefined {
  const name = String(config.activation);
  return Object.hasOwn(activationConverters, name) ? undefined : `the activation '${name}' is unknown`;
}

/** Appends the activation called `name`, which refuseActivation has let through. */
export function appendActivation(
  builder: GraphBuilder,
  x: Value,
  name: string,
  { axis = -1 }: { readonly axis?: number } = {},
): Value {
  const table: Readonly<Record<string, AppendActivation>> = activationConverters;
  const append = table[name];
  if (append === undefined) throw new TypeError(`refuseActivation must be asked first; got ${name}`);
  return append(builder, x, axis);
}

/** min(max(x, 0), highest). */
export function appendClip(builder: GraphBuilder, x: Value, highest: number): Value {
  return builder.add('Clip', [x, scalarConstant(builder, 0), scalarConstant(builder, highest)]);
}

/** x · (1 + erf(x / √2)) / 2, Hendrycks and Gimpel (2016). */
function appendGelu(builder: GraphBuilder, x: Value): Value {
  const erf = builder.add('Erf', [builder.add('Mul', [x, scalarConstant(builder, Math.SQRT1_2)])]);
  const doubled = builder.add('Add', [erf, scalarConstant(builder, 1)]);
  return builder.add('Mul', [builder.add('Mul', [x, doubled]), scalarConstant(builder, 0.5)]);
}

/** x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2, the approximation in the same paper. */
function appendGeluTanh(builder: GraphBuilder, x: Value): Value {
  const cube = builder.add('Mul', [x, builder.add('Mul', [x, x])]);
  const bent = builder.add('Add', [x, builder.add('Mul', [cube, scalarConstant(builder, 0.044715)])]);
  const scaled = builder.add('Mul', [bent, scalarConstant(builder, Math.sqrt(2 / Math.PI))]);
  const doubled = builder.add('Add', [builder.add('Tanh', [scaled]), scalarConstant(builder, 1)]);
  return builder.add('Mul', [builder.add('Mul', [x, doubled]), scalarConstant(builder, 0.5)]);
}
