import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectAgreement } from '../testing/expect-agreement.js';
import { keep } from '../testing/kept-model.js';
import { randomInput } from '../testing/tfjs-models.js';
import { withEqualLengths } from './equal-lengths.js';
import type { Layer } from './layer-converter.js';

describe('withEqualLengths', () => {
  const builder = new GraphBuilder({ name: 'lengths' });
  const [a, b, c] = [
    builder.input('a', 'float32', ['N', 'T', 3]),
    builder.input('b', 'float32', ['N', 'U', 1]),
    builder.input('c', 'float32', ['N', 4, 3]),
  ];

  it('gives all names the first one, or the number beside them', () => {
    expect(withEqualLengths(builder, [a, b]).map(({ shape }) => shape)).toEqual([
      ['N', 'T', 3],
      ['N', 'T', 1],
    ]);
    expect(withEqualLengths(builder, [a, b, c]).map(({ shape }) => shape)).toEqual([
      ['N', 4, 3],
      ['N', 4, 1],
      ['N', 4, 3],
    ]);
  });

  it('takes a length of 1 for one like any other where values are joined', () => {
    const one = builder.input('one', 'float32', ['N', 1, 4]);
    expect(withEqualLengths(builder, [a, one], { exceptAxis: 2 }).map(({ shape }) => shape)).toEqual([
      ['N', 1, 3],
      ['N', 1, 4],
    ]);
    expect(withEqualLengths(builder, [a, one]).map(({ shape }) => shape)).toEqual([
      ['N', 'T', 3],
      ['N', 1, 4],
    ]);
  });

  it('leaves values as they are where nothing differs, and on the axis that is left out', () => {
    expect(withEqualLengths(builder, [a, a])).toEqual([a, a]);
    expect(withEqualLengths(builder, [a, b], { exceptAxis: 1 })).toEqual([a, b]);
  });
});

describe('exportToOnnx of branches of any length', () => {
  const any = [null, 3];
  const known = [5, 3];
  it.each<readonly [layer: () => Layer, shapes: readonly (readonly (number | null)[])[]]>([
    [() => layers.add(), [any, any]],
    [() => layers.maximum(), [any, known, any]],
    [() => layers.concatenate(), [any, any]],
    [() => layers.concatenate({ axis: 1 }), [any, known, any]],
    [() => layers.dot({ axes: 1 }), [any, any]],
    [() => layers.dot({ axes: 2 }), [any, any]],
  ])('%#: onnxruntime agrees with tfjs', async (make, shapes) => {
    const inputs = shapes.map((shape) => input({ shape: [...shape] }));
    // Safe: these layers give one symbolic tensor.
    const made = keep(model({ inputs, outputs: make().apply(inputs) as SymbolicTensor }));
    const values = shapes.map((_, index) => ({ data: randomInput([2, 5, 3], index), shape: [2, 5, 3] }));
    await expectAgreement(made, exportToOnnx(made).bytes, values);
  });

  it('joins a single step with steps of any length, of which there is one then', async () => {
    const steps = input({ shape: [null, 3] });
    const features = input({ shape: [2] });
    // tfjs is told nothing of the length, and ONNX infers it. Safe: each layer gives one symbolic tensor.
    const step = layers.reshape({ targetShape: [null, 2] }).apply(features) as SymbolicTensor;
    const joined = layers.concatenate().apply([steps, step]) as SymbolicTensor;
    const made = keep(model({ inputs: [steps, features], outputs: joined }));
    await expectAgreement(made, exportToOnnx(made).bytes, [
      { data: randomInput([2, 1, 3], 1), shape: [2, 1, 3] },
      { data: randomInput([2, 2], 2), shape: [2, 2] },
    ]);
  });

  it('joins what two convolutions left of one length', async () => {
    const entry = input({ shape: [null, 2] });
    const conv = (options: { readonly padding: 'same' | 'valid'; readonly kernelSize: number }) =>
      // Safe: a layer that is applied to one symbolic tensor gives one.
      layers.conv1d({ filters: 2, strides: 2, ...options }).apply(entry) as SymbolicTensor;
    const branches = [conv({ padding: 'same', kernelSize: 3 }), conv({ padding: 'valid', kernelSize: 1 })];
    const made = keep(
      model({ inputs: entry, outputs: layers.concatenate().apply(branches) as SymbolicTensor }),
    );
    const { bytes } = exportToOnnx(made);
    for (const steps of [5, 6])
      await expectAgreement(made, bytes, [{ data: randomInput([2, steps, 2], 3), shape: [2, steps, 2] }]);
  });
});
