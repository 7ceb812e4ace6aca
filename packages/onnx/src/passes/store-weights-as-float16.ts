/**
 * Halves the bytes of large float32 weights: they are stored as float16, and a Cast makes them float32 again, which
 * onnxruntime does once when it loads the model. The arithmetic stays float32; what is lost is in the weights alone.
 *
 *   weight (float32) -> node       becomes       weight_float16 -> Cast -> weight (float32) -> node
 */

import type { Graph, Initializer, Node } from '../graph/graph.js';
import { unusedNames } from '../graph/unused-names.js';
import { fromFloat16Bits, toFloat16Bits } from './float16.js';

export interface Float16Options {
  /** Smaller weights stay as they are. Default 1024. */
  readonly minBytes?: number;
}

export interface Float16Report {
  /** How many initializers are float16 now. */
  readonly stored: number;
  readonly bytesSaved: number;
  /** How far the weight that moved most has moved. */
  readonly maxAbsChange: number;
  /** Names of large weights that stay float32, since a value in them is beyond float16's 65504. */
  readonly beyondRange: readonly string[];
}

/** The same graph with float16 weights, and what that cost; measure the outputs on rows of your own. */
export function storeWeightsAsFloat16(
  graph: Graph,
  { minBytes = 1024 }: Float16Options = {},
): { readonly graph: Graph; readonly report: Float16Report } {
  const large = graph.initializers.filter(
    ({ dtype, data }) => dtype === 'float32' && 4 * data.length >= minBytes,
  );
  const nameFor = unusedNames(graph);
  const halved = large.map((initializer) => halve(initializer, nameFor));
  const fitting = halved.filter(({ maxAbsChange }) => Number.isFinite(maxAbsChange));
  const storedBy = new Map(fitting.map(({ original, stored }) => [original, stored]));
  return {
    graph: {
      ...graph,
      initializers: graph.initializers.map((initializer) => storedBy.get(initializer) ?? initializer),
      nodes: [...fitting.map(({ cast }) => cast), ...graph.nodes],
    },
    report: {
      stored: fitting.length,
      bytesSaved: fitting.reduce((total, { stored }) => total + 2 * stored.data.length, 0),
      maxAbsChange: fitting.reduce((most, { maxAbsChange }) => Math.max(most, maxAbsChange), 0),
      beyondRange: halved.flatMap((each) => (fitting.includes(each) ? [] : [each.original.name])),
    },
  };
}

interface HalvedWeight {
  readonly original: Initializer;
  readonly stored: Initializer;
  readonly cast: Node;
  /** Infinite when a value does not fit. */
  readonly maxAbsChange: number;
}

function halve(original: Initializer, nameFor: (name: string) => string): HalvedWeight {
  const { name, shape, data } = original;
  if (!(data instanceof Float32Array)) throw new TypeError(`${name} must hold a Float32Array`);
  const bits = toFloat16Bits(data);
  const stored: Initializer = {
    name: nameFor(`${name}_float16`),
    dtype: 'float16',
    shape,
    data: bits,
  };
  const cast: Node = {
    name: `${stored.name}_cast`,
    op: 'Cast',
    domain: '',
    inputs: [stored],
    outputs: [{ name, dtype: 'float32', shape }],
    attributes: [{ name: 'to', type: 'dataType', value: 'float32' }],
  };
  return { original, stored, cast, maxAbsChange: maxAbsChangeOf(data, fromFloat16Bits(bits)) };
}

/** Equal values, infinities among them, have not moved; a NaN stays one. */
function maxAbsChangeOf(before: Float32Array, after: Float32Array): number {
  let most = 0;
  for (let i = 0; i < before.length; i++) {
    const change = Math.abs((before[i] ?? 0) - (after[i] ?? 0));
    if (change > most && before[i] !== after[i]) most = change;
  }
  return most;
}
