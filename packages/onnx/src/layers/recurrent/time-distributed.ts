/**
 * tf.layers.timeDistributed: a layer on each step of [N, T, ...]. Steps are rows to it: N and T become one dimension and
 * come apart again behind it. What works element by element, or on the last axis, takes the sequence as it is.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import type { Shape } from '../../graph/shape.js';
import { layerIn } from '../layer-config.js';
import type { LayerContext, LayerConverter, LayerDescription } from '../layer-converter.js';

/** Layers that mean the same on a sequence, whatever their options. */
const stepwiseLayers: ReadonlySet<string> = new Set([
  'Activation',
  'AlphaDropout',
  'Dense',
  'Dropout',
  'ELU',
  'GaussianDropout',
  'GaussianNoise',
  'LeakyReLU',
  'ReLU',
  'ThresholdedReLU',
]);

export const timeDistributed: LayerConverter = {
  limits: 'a layer with a converter and one output; T must be known, save for Dense and element-wise layers',
  refuse: ({ config, inputShapes, converters }) => {
    const { className, config: innerConfig } = layerIn(config, 'layer');
    const converter = Object.hasOwn(converters, className) ? converters[className] : undefined;
    if (converter === undefined)
      return `there is no converter for the class of the layer in it, ${className}`;
    const [batch, steps, ...rest] = inputShapes[0] ?? [];
    if (!stepwiseLayers.has(className) && [steps, ...rest].some((dimension) => typeof dimension !== 'number'))
      return `all dimensions but the batch must be known to apply ${className} to each step; give its input a full shape`;
    const shape = [batch ?? null, ...rest];
    const reason = converter.refuse?.({
      config: innerConfig,
      inputRank: shape.length,
      inputShapes: [shape],
      converters,
    } satisfies LayerDescription);
    return reason && `the layer in it, ${className}: ${reason}`;
  },
  // tfjs hands the mask of the sequence to the layer, which would need one for each of its steps.
  readsMask: ({ config, converters }) => {
    const inner = layerIn(config, 'layer');
    const reads = converters[inner.className]?.readsMask?.({ config: inner.config, converters }) ?? 'never';
    return reads === 'never' ? 'never' : 'unlike tfjs';
  },
  convert: (context) => {
    const { builder, input } = context;
    if (stepwiseLayers.has(layerIn(context.config, 'layer').className)) return appendLayer(context, input);
    const [, steps, ...rest] = input.shape;
    const rows = appendReshape(builder, input, [-1, ...rest]); // [N · T, ...]
    const output = appendLayer(context, rows);
    return appendReshape(builder, output, [-1, steps ?? 1, ...output.shape.slice(1)]);
  },
};

function appendLayer({ config, ...context }: LayerContext, input: Value): Value {
  const { className, config: innerConfig } = layerIn(config, 'layer');
  const converter = context.converters[className];
  const [output] = [converter?.convert({ ...context, input, inputs: [input], config: innerConfig })].flat();
  if (output === undefined) throw new TypeError(`refuse must be asked first; got ${className}`);
  return output;
}

/** -1 takes what is left; the other dimensions must be numbers. */
function appendReshape(builder: GraphBuilder, value: Value, shape: Shape): Value {
  const wanted = BigInt64Array.from(shape, (dimension) => BigInt(dimension));
  return builder.add('Reshape', [value, builder.constant('int64', [shape.length], wanted)]);
}
