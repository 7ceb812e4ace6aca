/**
 * The networks that are served, built by the kit's own graph builder with weights from a seed: the same files on every
 * machine, for every contestant. Input `x`, float32 `[N, …]`; output `probabilities`, float32 `[N, classes]`.
 */

import { encodeModel, GraphBuilder } from '@waymark/onnx';
import { seededNumbers } from './seeded-numbers.js';

/** A network's name, the shape of one row, and what is built upon `x`. */
export const networks = {
  'mlp-small': { shape: [30], layers: mlp([30, 64, 64, 2]) },
  /** 21 million weights, 84 MB. */
  'mlp-large': { shape: [1024], layers: mlp([1024, 4096, 4096, 2]) },
  image: { shape: [3, 224, 224], layers: convolutions },
};

/** @param {keyof typeof networks} name @returns {Uint8Array} The ONNX file. */
export function networkModel(name) {
  const builder = new GraphBuilder({ name });
  const x = builder.input('x', 'float32', ['N', ...networks[name].shape]);
  builder.output('probabilities', appendNetwork(builder, name, x));
  return encodeModel(builder.build());
}

/** Appends the network to `x`, float32 [N, …]; the probabilities, float32 [N, classes]. */
export function appendNetwork(builder, name, x) {
  return builder.add('Softmax', [networks[name].layers(builder, x)], { axis: 1 });
}

function mlp(sizes) {
  return (builder, x) => {
    const random = seededNumbers(sizes.length);
    return sizes.slice(1).reduce((value, units, i) => {
      const [weights, bias] = weightsOf(builder, random, [sizes[i], units], [units]);
      const sum = builder.add('Add', [builder.add('MatMul', [value, weights]), bias]); // [N, units]
      return i === sizes.length - 2 ? sum : builder.add('Relu', [sum]);
    }, x);
  };
}

/** A small one: what is measured is how an image travels, not how it is understood. */
function convolutions(builder, x) {
  const random = seededNumbers(7);
  const convolution = (value, from, to) => {
    const weights = weightsOf(builder, random, [to, from, 3, 3], [to]);
    const sum = builder.add('Conv', [value, ...weights], { strides: [4, 4], pads: [1, 1, 1, 1] });
    return builder.add('Relu', [sum]);
  };
  const features = convolution(convolution(x, 3, 8), 8, 16); // [N, 16, 14, 14]
  const flat = builder.add('Flatten', [features], { axis: 1 }); // [N, 3136]
  const [weights, bias] = weightsOf(builder, random, [16 * 14 * 14, 10], [10]);
  return builder.add('Add', [builder.add('MatMul', [flat, weights]), bias]); // [N, 10]
}

/** Weights of a variance that keeps values alive from layer to layer (He et al., 2015), and biases. */
function weightsOf(builder, random, shape, biasShape) {
  const count = (sizes) => sizes.reduce((product, size) => product * size, 1);
  const fanIn = shape.length === 2 ? shape[0] : count(shape.slice(1));
  const limit = Math.sqrt(6 / fanIn);
  const draw = (sizes, scale) =>
    builder.constant(
      'float32',
      sizes,
      Float32Array.from({ length: count(sizes) }, () => scale * random()),
    );
  return [draw(shape, limit), draw(biasShape, 0.1)];
}
