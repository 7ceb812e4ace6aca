import { describe, expect, it } from 'vitest';
import { defaultConfig, parseModelConfig } from './model-config.js';
import { signatureOf } from './signature.js';

const value = (name: string, ...dims: readonly (number | string)[]) => ({
  name,
  datatype: 'FP32' as const,
  dims,
});

describe('signatureOf', () => {
  it('finds the dimension of a batch where all inputs and outputs begin with the same open one', () => {
    const hasBatch = (
      inputs: readonly ReturnType<typeof value>[],
      output: ReturnType<typeof value>,
      text = '',
    ) =>
      signatureOf({ inputs, outputs: [output] }, text === '' ? defaultConfig : parseModelConfig(text))
        .hasBatch;
    expect(hasBatch([value('a', 'N'), value('b', 'N', 3)], value('y', 'N', 2))).toBe(true);
    expect(hasBatch([value('a', '', 3)], value('y', ''))).toBe(true);
    expect(hasBatch([value('a', 'N')], value('y', 'M'))).toBe(false);
    expect(hasBatch([value('a', 1, 3)], value('y', 1))).toBe(false);
    expect(hasBatch([value('a', 'N')], value('y'))).toBe(false);
    expect(hasBatch([value('a', 'N')], value('y', 'N'), 'max_batch_size: 0')).toBe(false);
    // A configuration without a batch may fix the first dimension.
    expect(hasBatch([value('a', 'N', 3)], value('y', 'N'), 'input { name: "a" dims: [ 1, 3 ] }')).toBe(false);
  });

  it('narrows open dimensions to those of the configuration', () => {
    const graph = { inputs: [value('a', 'N', 'width')], outputs: [value('y', 'N')] };
    const config = parseModelConfig('max_batch_size: 4 input { name: "a" dims: 7 }');
    expect(signatureOf(graph, config).inputs).toEqual([{ name: 'a', datatype: 'FP32', dims: [-1, 7] }]);
  });

  it('throws BARE_MODEL_REFUSED with everything that differs', () => {
    const graph = { inputs: [value('a', 'N', 3)], outputs: [{ name: 'map', dims: [] }] };
    const config = parseModelConfig(
      'input { name: "a" data_type: TYPE_INT8 dims: [ -1, -1 ] } input { name: "b" }',
    );
    expect(() => signatureOf(graph, config)).toThrow(
      expect.objectContaining({
        code: 'BARE_MODEL_REFUSED',
        message:
          'config.pbtxt has the input b, and the graph has a; ' +
          'a is TYPE_INT8 in config.pbtxt, and TYPE_FP32 in the graph; ' +
          'a has the dims [-1, -1] in config.pbtxt, and a [N, 3] in the graph; ' +
          "the output map must be a tensor of numbers, booleans or text; a map of probabilities becomes one with options={'zipmap': False} at the export",
      }),
    );
  });
});
