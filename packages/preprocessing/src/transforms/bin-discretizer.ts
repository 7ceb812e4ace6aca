/**
 * A number as the bin that it falls into: scikit-learn's KBinsDiscretizer with `uniform` or `quantile` bins (its default
 * definition of quantiles from 1.9 on). A bin holds its lower edge; the first and the last bin are open to the outside.
 */

import type { GraphBuilder, Value } from '@waymark/onnx';
import { scalar, toFloat64 } from './emit-float64.js';
import { emitOneHot } from './emit-one-hot.js';
import { steppedQuantile } from './quantile.js';
import { type TrainingNumbers, trainingNumbers } from './training-numbers.js';
import type { Transform } from './transform.js';

export interface BinDiscretizerOptions {
  /** How many bins, from 2; equal quantiles make fewer of them. Default 5. */
  readonly bins?: number;
  /** Bins of equal width, or with as many training rows each. Default `quantile`. */
  readonly strategy?: 'uniform' | 'quantile';
  /** The bin's position as a number, or one column a bin. Default `oneHot`. */
  readonly output?: 'ordinal' | 'oneHot';
}

export type BinDiscretizerSpec = { readonly kind: 'binDiscretizer' } & BinDiscretizerOptions;

export interface FittedBinDiscretizer {
  readonly kind: 'binDiscretizer';
  /** Between the bins, ascending and distinct: one fewer than there are bins. */
  readonly edges: readonly number[];
  readonly output: 'ordinal' | 'oneHot';
}

/**
 * Encodes a number as its bin.
 *
 * @example
 * binDiscretizer({ bins: 10 }); // => { kind: 'binDiscretizer', bins: 10 }
 */
export function binDiscretizer(options: BinDiscretizerOptions = {}): BinDiscretizerSpec {
  return { kind: 'binDiscretizer', ...options };
}

/** As in scikit-learn: quantiles that are nearer to each other are one edge. */
const narrowest = 1e-8;

export const binDiscretizerTransform: Transform<BinDiscretizerSpec, FittedBinDiscretizer> = {
  stages: ({ output = 'oneHot' }) => ({ number: output === 'ordinal' ? 'number' : 'features' }),
  fillsMissing: false,

  check: ({ bins = 5 }) =>
    Number.isInteger(bins) && bins >= 2 ? [] : [`bins must be a whole number from 2; got ${bins}`],

  fit({ bins = 5, strategy = 'quantile', output = 'oneHot' }, { values }) {
    const numbers = trainingNumbers(values, 'discretizer');
    if (typeof numbers === 'string') return numbers;
    const edges = strategy === 'uniform' ? uniformEdges(numbers, bins) : quantileEdges(numbers, bins);
    return {
      fitted: { kind: 'binDiscretizer', edges, output },
      values: numbers.all.map((value) => binOf(edges, value)),
    };
  },

  emit(builder, { edges, output }, value) {
    const wide = toFloat64(builder, value);
    const isMissing = builder.add('IsNaN', [wide]);
    // A NaN that should not be there stays one; as an index it is past the last column: a row of zeros.
    const whenMissing = scalar(builder, output === 'ordinal' ? Number.NaN : edges.length + 1);
    const bin = builder.add('Where', [isMissing, whenMissing, emitCount(builder, edges, wide)]); // [N]
    if (output === 'ordinal') return bin;
    return emitOneHot(builder, builder.add('Cast', [bin], { to: 'int64' }), edges.length + 1); // [N, bins]
  },

  featureNames({ edges, output }, column) {
    if (output === 'ordinal') return [column];
    const bounds = ['-inf', ...edges.map(String), 'inf'];
    return bounds.slice(1).map((upper, bin) => `${column}=[${bounds[bin]}, ${upper})`);
  },
};

/** How many edges are at or below the value: the bin. */
function emitCount(builder: GraphBuilder, edges: readonly number[], value: Value): Value {
  const axis = builder.constant('int64', [1], BigInt64Array.of(1n));
  const row = builder.constant('float64', [edges.length], Float64Array.from(edges));
  const isReached = builder.add('GreaterOrEqual', [builder.add('Unsqueeze', [value, axis]), row]); // [N, edges]
  const ones = builder.constant('float64', [edges.length, 1], new Float64Array(edges.length).fill(1));
  const count = builder.add('MatMul', [builder.add('Cast', [isReached], { to: 'float64' }), ones]); // [N, 1]
  return builder.add('Squeeze', [count, axis]); // [N]
}

function binOf(edges: readonly number[], value: number): number {
  return Number.isNaN(value) ? value : edges.filter((edge) => value >= edge).length;
}

function uniformEdges({ min, max }: TrainingNumbers, bins: number): readonly number[] {
  if (min === max) return [];
  return Array.from({ length: bins - 1 }, (_, i) => min + (i + 1) * ((max - min) / bins));
}

function quantileEdges({ sorted, min, max }: TrainingNumbers, bins: number): readonly number[] {
  const edges: number[] = [];
  let last = min;
  for (let i = 1; i < bins; i += 1) {
    const edge = steppedQuantile(sorted, i / bins);
    if (edge - last <= narrowest) continue;
    edges.push(edge);
    last = edge;
  }
  // The last of scikit-learn's edges is the largest value; it too must be apart from the one before.
  if (edges.length > 0 && max - last <= narrowest) edges.pop();
  return edges;
}
