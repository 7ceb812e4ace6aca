import { describe, expect, it } from 'vitest';
import { encodeModel } from '../protobuf/encode-model.js';
import { errorOf } from '../testing/error-of.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { GraphBuilder } from './graph-builder.js';

describe('GraphBuilder', () => {
  it('builds what onnxruntime runs', async () => {
    const builder = new GraphBuilder({ name: 'affine' });
    const x = builder.input('x', 'float32', ['N', 2]);
    const kernel = builder.constant('float32', [2, 1], Float32Array.of(3, -1));
    builder.output('y', builder.add('Gemm', [x, kernel]));
    const bytes = encodeModel(builder.build());
    const { y } = await runModel(bytes, { x: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]) });
    expect(y?.dims).toEqual([2, 1]);
    expect(y?.data).toEqual(Float32Array.of(1, 5));
  });

  it('knows the dtype and the shape of every value', () => {
    const builder = new GraphBuilder({ name: 'types' });
    const x = builder.input('x', 'float32', ['N', 3]);
    const wide = builder.add('Cast', [x], { to: 'float64' });
    expect(wide).toMatchObject({ dtype: 'float64', shape: ['N', 3] });
    expect(builder.add('IsNaN', [wide])).toMatchObject({ dtype: 'bool', shape: ['N', 3] });
    expect(builder.add('Concat', [x, x], { axis: -1 })).toMatchObject({ dtype: 'float32', shape: ['N', 6] });
    expect(builder.add('Concat', [x, builder.input('y', 'float32', [2, 3])], { axis: 0 }).shape).toEqual([
      '(N+2)',
      3,
    ]);
  });

  it('names nodes, constants and values by their position', () => {
    const builder = new GraphBuilder({ name: 'names' });
    const x = builder.input('x', 'float32', []);
    const doubled = builder.add('Add', [x, x]);
    const constant = builder.constant('float32', [], Float32Array.of(1));
    builder.output('y', builder.add('Mul', [doubled, constant]));
    const { nodes, initializers } = builder.build();
    expect(nodes.map(({ name }) => name)).toEqual(['/Add_0', '/Mul_1']);
    expect(nodes.map(({ outputs }) => outputs[0]?.name)).toEqual(['/Add_0_output', 'y']);
    expect(initializers.map(({ name }) => name)).toEqual(['/constant_0']);
  });

  it('gives all outputs of a node, and leaves out an optional input before one that is given', async () => {
    const builder = new GraphBuilder({ name: 'several' });
    const x = builder.input('x', 'float32', ['T', 'N', 1]);
    const [kernel, recurrent] = [2, 1].map((weight) =>
      builder.constant('float32', [1, 1, 1], Float32Array.of(weight)),
    );
    const lengths = builder.constant('int32', [2], Int32Array.of(1, 2));
    const outputs = builder.addAll('RNN', [x, kernel, recurrent, undefined, lengths], {
      activations: ['Relu'],
      hidden_size: 1,
    });
    expect(outputs).toMatchObject([
      { name: '/RNN_0_output', dtype: 'float32', shape: ['T', 1, 'N', 1] },
      { name: '/RNN_0_output_1', dtype: 'float32', shape: [1, 'N', 1] },
    ]);
    for (const [index, output] of outputs.entries()) builder.output(`y_${index}`, output);
    const feeds = { x: new Tensor('float32', Float32Array.of(1, 10, 2, 20), [2, 2, 1]) };
    const { y_0, y_1 } = await runModel(encodeModel(builder.build()), feeds);
    // What lies behind a sequence's length is zero: 2 · 1; 2 · 10 and 2 · 20 + 20.
    expect(y_0?.data).toEqual(Float32Array.of(2, 20, 0, 60));
    expect(y_1?.data).toEqual(Float32Array.of(2, 60));
  });

  it('gives the same value under two output names, and inputs and constants as outputs', async () => {
    const builder = new GraphBuilder({ name: 'outputs' });
    const x = builder.input('x', 'string', ['N']);
    const constant = builder.constant('int64', [1], BigInt64Array.of(2n ** 63n - 1n));
    const sum = builder.add('Add', [constant, constant]);
    builder.output('sum', sum);
    builder.output('again', sum);
    builder.output('copy', x);
    builder.output('constant', constant);
    const graph = builder.build();
    expect(graph.outputs.map(({ name }) => name)).toEqual(['sum', 'again', 'copy', 'constant']);
    const outputs = await runModel(encodeModel(graph), { x: new Tensor('string', ['a', ''], [2]) });
    expect(outputs.sum?.data).toEqual(BigInt64Array.of(-2n));
    expect(outputs.again?.data).toEqual(BigInt64Array.of(-2n));
    expect(outputs.copy?.data).toEqual(['a', '']);
    expect(outputs.constant?.data).toEqual(BigInt64Array.of(2n ** 63n - 1n));
  });

  it('renames an output where later nodes read it, too', async () => {
    const builder = new GraphBuilder({ name: 'read' });
    const x = builder.input('x', 'float32', []);
    const doubled = builder.add('Add', [x, x]);
    builder.output('doubled', doubled);
    builder.output('rectified', builder.add('Relu', [doubled]));
    const outputs = await runModel(encodeModel(builder.build()), {
      x: new Tensor('float32', Float32Array.of(-3), []),
    });
    expect(outputs.doubled?.data).toEqual(Float32Array.of(-6));
    expect(outputs.rectified?.data).toEqual(Float32Array.of(0));
  });

  it.each([
    17, 18, 19, 20, 21,
  ])('writes opset %i with an IR version that onnxruntime accepts', async (opset) => {
    const builder = new GraphBuilder({ name: 'opset', opset });
    const x = builder.input('x', 'float32', []);
    builder.output('y', builder.add('Relu', [x]));
    const feeds = { x: new Tensor('float32', Float32Array.of(-1), []) };
    expect((await runModel(encodeModel(builder.build()), feeds)).y?.data).toEqual(Float32Array.of(0));
  });

  it('takes a word for lengths that have different names', async () => {
    const builder = new GraphBuilder({ name: 'sum' });
    const [a, b] = [builder.input('a', 'float32', ['N', 2]), builder.input('b', 'float32', ['M', 2])];
    const sum = builder.add('Add', [a, builder.assume(b, ['N', 2])]);
    expect(sum.shape).toEqual(['N', 2]);
    builder.output('y', sum);
    const row = () => new Tensor(Float32Array.of(1, 2), [1, 2]);
    const { y } = await runModel(encodeModel(builder.build()), { a: row(), b: row() });
    expect(y?.data).toEqual(Float32Array.of(2, 4));
    const error = errorOf(() => builder.assume(b, ['N', 3]));
    expect(error.code).toBe('ONNX_NODE_INVALID');
    expect(error.message).toContain('[M, 2] cannot turn out as [N, 3]');
  });

  it('refuses a node whose inputs contradict its op, with its name and the reason', () => {
    const builder = new GraphBuilder({ name: 'mismatch' });
    const x = builder.input('x', 'float32', ['N', 3]);
    const kernel = builder.constant('float32', [2, 1], Float32Array.of(1, 2));
    const error = errorOf(() => builder.add('Gemm', [x, kernel]));
    expect(error.code).toBe('ONNX_NODE_INVALID');
    expect(error.message).toContain('/Gemm_0 is not a valid Gemm');
    expect(error.message).toContain('[N, 3] and [2, 1]');
  });

  it('refuses wrong dtypes, counts and attributes', () => {
    const builder = new GraphBuilder({ name: 'mismatch' });
    const text = builder.input('text', 'string', ['N']);
    const x = builder.input('x', 'float32', ['N']);
    const wide = builder.input('wide', 'float64', ['N']);
    const reasonOf = (call: () => unknown): string => errorOf(call).message;
    expect(reasonOf(() => builder.add('Relu', [text]))).toContain("'text' is string");
    expect(reasonOf(() => builder.add('Add', [x, wide]))).toContain(
      "the dtype of 'x', float32; 'wide' is float64",
    );
    expect(reasonOf(() => builder.add('Add', [x]))).toContain('it takes 2 inputs; got 1');
    expect(reasonOf(() => builder.add('Gemm', [x]))).toContain('it takes 2 to 3 inputs; got 1');
    expect(reasonOf(() => builder.add('Gemm', [x, undefined]))).toContain('input 1 must be given');
    expect(reasonOf(() => builder.add('Concat', [], { axis: 0 }))).toContain('at least 1 inputs; got 0');
    expect(reasonOf(() => builder.add('Softmax', [x], { axis: 0.5 }))).toContain(
      'axis must be of type int; got 0.5',
    );
    expect(reasonOf(() => builder.add('Unsqueeze', [x, builder.input('axes', 'int64', [1])]))).toContain(
      "input 1 must be a constant; 'axes' is not",
    );
    const misspelt: Record<string, number> = { alhpa: 1 };
    expect(reasonOf(() => builder.add('Elu', [x], misspelt))).toContain('it has no attribute alhpa');
  });

  it('refuses constants whose data do not fit', () => {
    const builder = new GraphBuilder({ name: 'constants' });
    const codeOf = (call: () => unknown): string => errorOf(call).code;
    expect(codeOf(() => builder.constant('float32', [2], Float32Array.of(1)))).toBe('ONNX_CONSTANT_INVALID');
    expect(codeOf(() => builder.constant('float32', ['N'], Float32Array.of(1)))).toBe(
      'ONNX_CONSTANT_INVALID',
    );
    const mistyped: 'float32' | 'float64' = 'float64';
    expect(codeOf(() => builder.constant<'float32' | 'float64'>(mistyped, [1], Float32Array.of(1)))).toBe(
      'ONNX_CONSTANT_INVALID',
    );
  });

  it('refuses names that are taken or empty', () => {
    const builder = new GraphBuilder({ name: 'names' });
    const x = builder.input('x', 'float32', []);
    const codes = [
      () => builder.input('x', 'float32', []),
      () => builder.input('', 'float32', []),
      () => builder.output('x', x),
      () => new GraphBuilder({ name: '' }),
    ].map((call) => errorOf(call).code);
    expect(codes).toEqual(Array.from({ length: 4 }, () => 'ONNX_NAME_UNUSABLE'));
  });

  it('refuses values of another builder', () => {
    const x = new GraphBuilder({ name: 'other' }).input('x', 'float32', []);
    const builder = new GraphBuilder({ name: 'this' });
    builder.input('x', 'float32', []);
    expect(errorOf(() => builder.add('Relu', [x])).code).toBe('ONNX_VALUE_FOREIGN');
    expect(errorOf(() => builder.output('y', x)).code).toBe('ONNX_VALUE_FOREIGN');
  });

  it('refuses a graph without outputs, and opsets that the op table does not describe', () => {
    expect(errorOf(() => new GraphBuilder({ name: 'empty' }).build()).code).toBe('ONNX_OUTPUT_MISSING');
    const error = errorOf(() => new GraphBuilder({ name: 'old', opset: 12 }));
    expect(error.code).toBe('ONNX_OPSET_UNSUPPORTED');
    expect(error.message).toContain('17, 18, 19, 20, 21; got 12');
  });
});
