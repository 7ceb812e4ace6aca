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
  limits:
    'a layer with a converter or a model, with one output; steps of a known shape, save for Dense and element-wise layers',
  refuse: ({ config, inputShapes, converters, wrapsModel }) => {
    const { className, config: innerConfig } = layerIn(config, 'layer');
    const converter = Object.hasOwn(converters, className) ? converters[className] : undefined;
    if (converter === undefined && wrapsModel !== true)
      return `there is no converter for the class of the layer in it, ${className}`;
    const [batch, , ...rest] = inputShapes[0] ?? [];
    if (!stepwiseLayers.has(className) && rest.some((dimension) => typeof dimension !== 'number'))
      return `all dimensions of a step must be known to apply ${className} to each one; give its input a full shape`;
    const shape = [batch ?? null, ...rest];
    const reason = converter?.refuse?.({
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
    return typeof steps === 'number'
      ? appendReshape(builder, output, [-1, steps, ...output.shape.slice(1)])
      : builder.add('Gather', [output, appendRowNumbers(builder, input)]);
  },
};

function appendLayer({ config, ...context }: LayerContext, input: Value): Value {
  const { className, config: innerConfig } = layerIn(config, 'layer');
  const { converters, appendWrapped } = context;
  const converter = Object.hasOwn(converters, className) ? converters[className] : undefined;
  const step = { ...context, input, inputs: [input], config: innerConfig };
  const [output] = [converter ? converter.convert(step) : appendWrapped?.(input)].flat();
  if (output === undefined) throw new TypeError(`refuse must be asked first; got ${className}`);
  return output;
}

/** -1 takes what is left; the other dimensions must be numbers. */
function appendReshape(builder: GraphBuilder, value: Value, shape: Shape): Value {
  const wanted = BigInt64Array.from(shape, (dimension) => BigInt(dimension));
  return builder.add('Reshape', [value, builder.constant('int64', [shape.length], wanted)]);
}

/** Which row of N · T each step of [N, T, ...] became, int64 [N, T]; for a T that is known only when the graph runs. */
function appendRowNumbers(builder: GraphBuilder, input: Value): Value {
  const integer = (value: bigint) => builder.constant('int64', [], BigInt64Array.of(value));
  const features = Array.from({ length: input.shape.length - 2 }, (_, i) => i + 2);
  const step = builder.add('ReduceMax', [input], { axes: features, keepdims: 0 }); // [N, T]
  // One for each step whatever is in it, NaN included.
  const ones = builder.add('Where', [builder.add('Equal', [step, step]), integer(1n), integer(1n)]);
  const counts = builder.add('CumSum', [ones, integer(1n)]); // 1, 2, ... T
  const lengths = builder.add('ReduceMax', [counts], { axes: [1] }); // [N, 1]
  const before = builder.add('CumSum', [lengths, integer(0n)], { exclusive: 1 }); // 0, T, 2 · T, ...
  return builder.add('Add', [before, builder.add('Sub', [counts, integer(1n)])]);
}
