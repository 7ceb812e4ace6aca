/**
 * Ops with a window that slides over images and signals, channels first: [N, C, ...spatial] (onnx/docs/Operators.md,
 * opset 17). Of auto_pad there is SAME_UPPER, for dimensions whose length is known only when the graph runs.
 */

import { type Dimension, formatShape, type Shape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { eightBits, floats } from './type-sets.js';

const windowAttributes = {
  auto_pad: 'string?',
  strides: 'ints?',
  /** Before each spatial axis, then behind each. */
  pads: 'ints?',
} as const;

export const spatialOps = {
  /** Inputs: values [N, C, ...], kernel [M, C / group, ...], and optionally bias [M]. */
  Conv: defineOp({
    domain: '',
    inputs: ['T', 'T', 'T?'],
    types: { T: floats },
    attributes: { ...windowAttributes, dilations: 'ints?', group: 'int?' },
    infer: ({ inputs, input, attributes }) => {
      const { dtype, shape } = input(0);
      const [filters = 1, depth, ...kernel] = input(1).shape;
      checkChannels(shape, { depth, group: attributes.group ?? 1, kernel: input(1).shape });
      checkBias(inputs[2]?.shape, filters);
      return { dtype, shape: [shape[0] ?? 1, filters, ...windowed(shape, kernel, attributes)] };
    },
  }),
  /** Conv of 8-bit values, exact in int32. Inputs: values, kernel, and optionally what stands for 0 in each. */
  ConvInteger: defineOp({
    domain: '',
    inputs: ['A', 'B', 'A?', 'B?'],
    types: { A: eightBits, B: eightBits },
    attributes: { ...windowAttributes, dilations: 'ints?', group: 'int?' },
    infer: ({ input, attributes }) => {
      const { shape } = input(0);
      const [filters = 1, depth, ...kernel] = input(1).shape;
      checkChannels(shape, { depth, group: attributes.group ?? 1, kernel: input(1).shape });
      return { dtype: 'int32', shape: [shape[0] ?? 1, filters, ...windowed(shape, kernel, attributes)] };
    },
  }),
  /** Inputs: values [N, C, ...], kernel [C, M, ...], and optionally bias [M]. */
  ConvTranspose: defineOp({
    domain: '',
    inputs: ['T', 'T', 'T?'],
    types: { T: floats },
    attributes: { strides: 'ints?', pads: 'ints?', output_padding: 'ints?' },
    infer: ({ inputs, input, attributes }) => {
      const { dtype, shape } = input(0);
      const [depth, filters = 1, ...kernel] = input(1).shape;
      checkChannels(shape, { depth, group: 1, kernel: input(1).shape });
      checkBias(inputs[2]?.shape, filters);
      const { strides, pads, output_padding: added } = attributes;
      const spatial = shape.slice(2).map((dimension, axis) => {
        const cut = (pads?.[axis] ?? 0) + (pads?.[axis + kernel.length] ?? 0);
        const stride = strides?.[axis] ?? 1;
        return scaled(dimension, stride, Number(kernel[axis]) - stride - cut + (added?.[axis] ?? 0));
      });
      return { dtype, shape: [shape[0] ?? 1, filters, ...spatial] };
    },
  }),
  MaxPool: pooling(),
  /** Leaves the padding out of the mean. */
  AveragePool: pooling(),
  /** Inputs: values, nothing, the factor of each axis (a constant). */
  Resize: defineOp({
    domain: '',
    inputs: ['T', 'R?', 'S?'],
    types: { T: floats, R: floats, S: ['float32'] },
    attributes: { mode: 'string', coordinate_transformation_mode: 'string', nearest_mode: 'string?' },
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      const factors = Array.from(constant(2), Number);
      if (factors.length !== shape.length)
        throw new OpMismatch(
          `there must be a factor for each axis of ${formatShape(shape)}; got ${factors.length}`,
        );
      return { dtype, shape: shape.map((dimension, axis) => scaled(dimension, factors[axis] ?? 1, 0)) };
    },
  }),
};

function pooling() {
  return defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: floats },
    attributes: { ...windowAttributes, kernel_shape: 'ints' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const spatial = windowed(shape, attributes.kernel_shape, attributes);
      return { dtype, shape: [...shape.slice(0, 2), ...spatial] };
    },
  });
}

interface Window {
  readonly auto_pad?: string;
  readonly strides?: readonly number[];
  readonly pads?: readonly number[];
  readonly dilations?: readonly number[];
}

/** The spatial dimensions behind a window of the size `kernel`. */
function windowed(shape: Shape, kernel: Shape, { auto_pad, strides, pads, dilations }: Window): Shape {
  const spatial = shape.slice(2);
  const lists = [kernel, strides, dilations, pads?.slice(0, pads.length / 2)];
  if (lists.some((list) => list !== undefined && list.length !== spatial.length))
    throw new OpMismatch(`the window must have as many axes as the spatial ones of ${formatShape(shape)}`);
  return spatial.map((dimension, axis) => {
    const stride = strides?.[axis] ?? 1;
    if (auto_pad === 'SAME_UPPER') return divided(dimension, stride - 1, stride);
    const padding = (pads?.[axis] ?? 0) + (pads?.[axis + spatial.length] ?? 0);
    const reach = (Number(kernel[axis]) - 1) * (dilations?.[axis] ?? 1);
    const result = divided(dimension, padding - reach - 1 + stride, stride);
    if (typeof result === 'number' && result < 1)
      throw new OpMismatch(`the window ${formatShape(kernel)} must fit into ${formatShape(shape)}`);
    return result;
  });
}

/** ⌊(dimension + added) / by⌋; of a name a name that says so. */
function divided(dimension: Dimension, added: number, by: number): Dimension {
  if (typeof dimension === 'number') return Math.floor((dimension + added) / by);
  return added === 0 && by === 1 ? dimension : `(${dimension}${added < 0 ? '' : '+'}${added})/${by}`;
}

/** ⌊dimension · by⌋ + added; of a name a name that says so. */
function scaled(dimension: Dimension, by: number, added: number): Dimension {
  if (typeof dimension === 'number') return Math.floor(dimension * by) + added;
  if (added === 0) return by === 1 ? dimension : `${dimension}*${by}`;
  return `(${dimension}*${by}${added < 0 ? '' : '+'}${added})`;
}

function checkChannels(
  shape: Shape,
  {
    depth,
    group,
    kernel,
  }: { readonly depth: Dimension | undefined; readonly group: number; readonly kernel: Shape },
): void {
  const fits = shape.length >= 3 && kernel.length === shape.length && shape[1] === Number(depth) * group;
  if (!fits)
    throw new OpMismatch(
      `the kernel ${formatShape(kernel)}, in ${group} groups, must fit the channels of ${formatShape(shape)}`,
    );
}

function checkBias(bias: Shape | undefined, filters: Dimension): void {
  if (bias !== undefined && (bias.length !== 1 || bias[0] !== filters))
    throw new OpMismatch(`the bias must be [${filters}]; got ${formatShape(bias)}`);
}
