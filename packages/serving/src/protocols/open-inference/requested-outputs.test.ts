import { describe, expect, it } from 'vitest';
import { Problems } from '../problems.js';
import { parseOutputs } from './requested-outputs.js';

const contract = {
  outputs: [
    { name: 'label', datatype: 'BYTES', width: 1 },
    { name: 'probabilities', datatype: 'FP32', width: 2 },
  ],
  allOutputs: [0, 1],
};

function parse(body: Readonly<Record<string, unknown>>) {
  const problems = new Problems();
  const requested = parseOutputs(body, contract, problems);
  problems.throwIfAny();
  return requested;
}

describe('parseOutputs', () => {
  it('takes all outputs where none is named, and else those that are, in their order', () => {
    expect(parse({})).toEqual({ outputs: [0, 1], forms: undefined });
    const outputs = [{ name: 'probabilities' }, { name: 'label' }];
    expect(parse({ outputs })).toEqual({ outputs: [1, 0], forms: undefined });
  });

  it('takes the forms of outputs: what an output says goes before what the request says', () => {
    const plain = { isBinary: false, classCount: undefined };
    const binary = { isBinary: true, classCount: undefined };
    const forms = (parameters: object, outputs?: object[]) =>
      parse({ parameters, ...(outputs ? { outputs } : {}) }).forms;
    const label = { name: 'label', parameters: { binary_data: false } };
    const probabilities = { name: 'probabilities' };
    expect(forms({ binary_data_output: true })).toEqual([
      { index: 0, ...binary },
      { index: 1, ...binary },
    ]);
    expect(forms({ binary_data_output: true }, [probabilities, label])).toEqual([
      { index: 1, ...binary },
      { index: 0, ...plain },
    ]);
    expect(forms({ binary_data_output: false }, [label])).toBeUndefined();
    const classified = { name: 'probabilities', parameters: { classification: 9, binary_data: true } };
    expect(forms({}, [classified])).toEqual([{ index: 1, isBinary: true, classCount: 2 }]);
  });

  it.each([
    [
      'an unknown output',
      { outputs: [{ name: 'logit' }] },
      'outputs[0] must name one of label, probabilities',
    ],
    [
      'an output that is asked for twice',
      { outputs: [{ name: 'label' }, { name: 'probabilities' }, { name: 'label' }] },
      'outputs must name each output once',
    ],
    ['no outputs at all', { outputs: [] }, 'outputs must be a list of {name} or be left out, got a list'],
    [
      'forms that are none',
      {
        parameters: { binary_data_output: 1 },
        outputs: [
          { name: 'label', parameters: { binary_data: 'yes', classification: 2 } },
          { name: 'probabilities', parameters: { classification: 0.5 } },
        ],
      },
      '4 problems: binary_data_output must be true or false, got a whole number; binary_data must be true or false, got text; classification needs an output of numbers, and label is BYTES; classification of output probabilities must be a number of classes, got a number with a fraction',
    ],
  ])('refuses %s', (_, body, message) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', message }));
  });
});
