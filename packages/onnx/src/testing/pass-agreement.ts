/** For tests of passes: what a graph gives in onnxruntime before a pass and behind it, for the same random inputs. */

import { expect } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { randomNumbers } from './random-numbers.js';
import { runModel, Tensor } from './run-model.js';

/** float32 sums in another order, or weights that were rounded in another place. */
const absoluteTolerance = 1e-5;
const relativeTolerance = 1e-4;

/** Every bit of every output, for a batch of 2. */
export async function expectSameBits(before: Graph, after: Graph): Promise<void> {
  const outputs = await runBoth(before, after);
  for (const { expected, actual } of outputs) {
    expect(actual.dims).toEqual(expected.dims);
    expect(actual.data).toEqual(expected.data);
  }
}

/** Within the tolerance that exports are held to, for a batch of 2. */
export async function expectCloseOutputs(before: Graph, after: Graph): Promise<void> {
  const outputs = await runBoth(before, after);
  for (const { expected, actual } of outputs) {
    expect(actual.dims).toEqual(expected.dims);
    const reference = Array.from(expected.data, Number);
    const worst = Array.from(actual.data, Number).map((value, i) => {
      const wanted = reference[i] ?? Number.NaN;
      return Math.abs(value - wanted) / (absoluteTolerance + relativeTolerance * Math.abs(wanted));
    });
    expect(Math.max(0, ...worst)).toBeLessThanOrEqual(1);
  }
}

/** How often each op is in the graph. */
export function opCounts({ nodes }: Graph): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { op } of nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

async function runBoth(
  before: Graph,
  after: Graph,
): Promise<readonly { readonly expected: Tensor; readonly actual: Tensor }[]> {
  const feeds = Object.fromEntries(
    before.inputs.map((input, index) => [input.name, randomTensor(input, index)]),
  );
  const expected = await runModel(encodeModel(before), feeds);
  const actual = await runModel(encodeModel(after), feeds);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  return Object.entries(expected).map(([name, tensor]) => {
    const other = actual[name];
    if (other === undefined) throw new TypeError(`${name} must be an output of both`);
    return { expected: tensor, actual: other };
  });
}

/** float32 of both signs; a dimension with a name is 2. */
function randomTensor({ shape }: Value, seed: number): Tensor {
  const lengths = shape.map((dimension) => (typeof dimension === 'number' ? dimension : 2));
  const next = randomNumbers(seed + 1);
  const count = lengths.reduce((total, length) => total * length, 1);
  return new Tensor(
    'float32',
    Float32Array.from({ length: count }, () => 4 * next()),
    lengths,
  );
}
