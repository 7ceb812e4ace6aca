import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectCloseOutputs, expectSameBits, opCounts } from '../testing/pass-agreement.js';
import { mergeAffineSteps } from './merge-affine-steps.js';

type Step = readonly ['Add' | 'Sub' | 'Mul' | 'Div', ...number[]];

/** x [N, 2] and the steps behind it. */
function stepsOf(...steps: readonly Step[]): Graph {
  const builder = new GraphBuilder({ name: 'steps' });
  let value: Value = builder.input('x', 'float32', ['N', 2]);
  for (const [op, ...data] of steps)
    value = builder.add(op, [value, builder.constant('float32', [data.length], Float32Array.from(data))]);
  builder.output('y', value);
  return builder.build();
}

const storedIn = ({ initializers }: Graph, op: string): unknown =>
  initializers.find(({ name }) => name.includes(`_${op}_constant`))?.data;

describe('mergeAffineSteps', () => {
  it('makes one Mul and one Add of a normalisation', async () => {
    // (x - [1, 2]) · [2, 4] + [0.5, 1] = x · [2, 4] + [-1.5, -7]
    const graph = stepsOf(['Sub', 1, 2], ['Mul', 2, 4], ['Add', 0.5, 1]);
    const merged = mergeAffineSteps(graph);
    expect(opCounts(merged)).toEqual({ Mul: 1, Add: 1 });
    expect(storedIn(merged, 'Mul')).toEqual(Float32Array.of(2, 4));
    expect(storedIn(merged, 'Add')).toEqual(Float32Array.of(-1.5, -7));
    expect(merged.nodes.at(-1)?.outputs[0]?.name).toBe('y');
    await expectCloseOutputs(graph, merged);
  });

  it('makes one Mul of factors, and one Add of shifts', async () => {
    const factors = stepsOf(['Mul', 2], ['Div', 4, 8], ['Mul', -1]);
    expect(opCounts(mergeAffineSteps(factors))).toEqual({ Mul: 1 });
    expect(storedIn(mergeAffineSteps(factors), 'Mul')).toEqual(Float32Array.of(-0.5, -0.25));
    await expectSameBits(factors, mergeAffineSteps(factors));
    const shifts = stepsOf(['Add', 1], ['Sub', 4, 8]);
    expect(storedIn(mergeAffineSteps(shifts), 'Add')).toEqual(Float32Array.of(-3, -7));
    await expectCloseOutputs(shifts, mergeAffineSteps(shifts));
  });

  it('leaves what cannot be shorter', () => {
    const pair = stepsOf(['Mul', 2], ['Add', 1]);
    expect(mergeAffineSteps(pair)).toBe(pair);
    const centred = stepsOf(['Sub', 1], ['Mul', 2]);
    expect(mergeAffineSteps(centred)).toBe(centred);
  });

  it('leaves a large mean to be subtracted first, and merges what is behind it', () => {
    // Near 100 000 the steps of float32 are 2^-7: moved behind the factor, the mean would take digits with it.
    const graph = stepsOf(['Sub', 1e5, 1e5], ['Mul', 2, 4], ['Add', 0.5, 1]);
    expect(mergeAffineSteps(graph)).toBe(graph);
    const longer = mergeAffineSteps(stepsOf(['Sub', 1e5, 1e5], ['Mul', 2], ['Mul', 0.25], ['Add', 1]));
    expect(longer.nodes.map(({ op }) => op)).toEqual(['Sub', 'Mul', 'Add']);
  });

  it('leaves what would become infinite', () => {
    const graph = stepsOf(['Mul', 1e30], ['Mul', 1e30]);
    expect(mergeAffineSteps(graph)).toBe(graph);
  });
});
