import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { openInferenceRequest, tinyBundle, tinyRows } from '../../testing/tiny-model.js';
import { datatypes } from './datatypes.js';
import { parseInferRequest } from './infer-request.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const limits = { maxRequestRows: 4 };

function parse(body: unknown) {
  return parseInferRequest(body, contract, limits);
}

function messageOf(body: unknown): string {
  try {
    parse(body);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

const oneRow = openInferenceRequest([{ age: 30, income: null, city: 'Oslo' }]);
const [age, income, city] = oneRow.inputs;

describe('parseInferRequest', () => {
  it('reads the rows in the order of the model, whatever the order of the inputs', () => {
    const { inputs } = openInferenceRequest(tinyRows.slice(0, 2));
    expect(parse({ inputs: [...inputs].reverse() })).toEqual({
      id: undefined,
      outputs: [0, 1],
      rows: 2,
      cells: [30, 80.5, 'Oslo', 60, null, ''],
    });
  });

  it('takes an id, parameters, and outputs in the order asked for', () => {
    const body = {
      ...oneRow,
      id: '',
      parameters: { priority: 1, text: 'a', flag: true },
      outputs: [{ name: 'probabilities', parameters: { binary_data: false } }, { name: 'label' }],
    };
    expect(parse(body)).toMatchObject({ id: '', outputs: [1, 0], terms: { priority: -4 } });
  });

  it.each(
    Object.keys(datatypes).filter((name) => name !== 'INT64'),
  )('refuses %s where another datatype is expected', (datatype) => {
    const body = { inputs: [{ ...age, datatype }, income, city] };
    expect(messageOf(body)).toBe(`input age must have datatype INT64, got ${datatype}`);
  });

  it('takes [N, 1], flat or nested, as batching clients send it', () => {
    const shape = [1, 1];
    const body = { inputs: [{ ...age, shape, data: [[30]] }, { ...income, shape }, city] };
    expect(parse(body).cells).toEqual([30, null, 'Oslo']);
  });

  it('takes the whole numbers that JSON holds exactly', () => {
    const data = [2 ** 53 - 1, -(2 ** 53 - 1)];
    const body = openInferenceRequest(data.map((value) => ({ age: value, income: value, city: '' })));
    expect(parse(body).cells).toEqual([data[0], data[0], '', data[1], data[1], '']);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], "the body must be an object with 'inputs', got a list"],
    ['no inputs', {}, 'inputs must be a list with one entry an input, got nothing'],
    ['an id that is no text', { ...oneRow, id: 7 }, 'id must be text, got a whole number'],
    [
      'parameters that are no scalars',
      { ...oneRow, parameters: { a: [] } },
      'parameters of the request must be an object of texts, numbers and booleans',
    ],
    ['a missing input', { inputs: [age, income] }, 'missing inputs: city'],
    [
      'an unknown input',
      { inputs: [age, income, city, { name: 'x' }] },
      "inputs[3] is none of the model's inputs",
    ],
    ['an input given twice', { inputs: [age, age, income, city] }, 'input age is given twice'],
    [
      'a wrong datatype',
      { inputs: [{ ...age, datatype: 'FP64' }, income, city] },
      'input age must have datatype INT64, got FP64',
    ],
    [
      'a datatype that nobody has',
      { inputs: [{ ...age, datatype: 'INT65' }, income, city] },
      'input age must have datatype INT64, got one that the protocol does not have',
    ],
    [
      'a whole number as text',
      { inputs: [{ ...age, data: ['9007199254740993'] }, income, city] },
      'input age, row 0: must be a whole number, got text',
    ],
    [
      'a shape of another rank',
      { inputs: [age, { ...income, shape: [1, 1, 1] }, city] },
      'input income must have shape [N] with the same N in every input, got [1, 1, 1]',
    ],
    [
      'shapes that differ',
      { inputs: [age, { ...income, shape: [2], data: [1, 2] }, city] },
      'input income must have shape [N] with the same N in every input, got [2]',
    ],
    [
      'more data than the shape says',
      { inputs: [{ ...age, data: [1, 2] }, income, city] },
      'input age must have 1 values, got 2',
    ],
    [
      'data that is no list',
      { inputs: [{ ...age, data: 30 }, income, city] },
      'input age must have data as a list, got a whole number',
    ],
    [
      'a text where a number belongs',
      { inputs: [{ ...age, data: ['30'] }, income, city] },
      'input age, row 0: must be a whole number, got text',
    ],
    [
      'a fraction where a whole number belongs',
      { inputs: [{ ...age, data: [1.5] }, income, city] },
      'input age, row 0: must be a whole number, got a number with a fraction',
    ],
    [
      'a number where text belongs',
      { inputs: [age, income, { ...city, data: [1] }] },
      'input city, row 0: must be text, got a whole number',
    ],
    [
      'null where nothing may be missing',
      { inputs: [{ ...age, data: [null] }, income, city] },
      'input age, row 0: must be a whole number, got null',
    ],
    [
      'a number that is not finite',
      { inputs: [age, { ...income, data: [JSON.parse('1e999')] }, city] },
      'input income, row 0: must be a number or null, got a number that is not finite',
    ],
    [
      'a whole number that JSON cannot hold',
      { inputs: [{ ...age, data: [2 ** 53] }, income, city] },
      'input age, row 0: must be a whole number, got one beyond ±(2^53 − 1), which JSON numbers cannot hold exactly',
    ],
    ['no row', openInferenceRequest([]), 'a request must have at least one row, got shape [0]'],
  ])('refuses %s', (_, body, message) => {
    expect(messageOf(body)).toBe(message);
  });

  it('tells all problems of a request at once', () => {
    const body = { id: 1, inputs: [{ ...age, data: ['x'] }, income, { name: 'town' }] };
    expect(messageOf(body)).toBe(
      "4 problems: id must be text, got a whole number; inputs[2] is none of the model's inputs; missing inputs: city; input age, row 0: must be a whole number, got text",
    );
  });

  it('tells twenty problems and counts the rest', () => {
    const inputs = Array.from({ length: 30 }, (_, i) => ({ name: `x${i}` }));
    expect(messageOf({ inputs: [...oneRow.inputs, ...inputs] })).toMatch(
      /^21 problems: inputs\[3\] is none .*; inputs\[22\] is none of the model's inputs; and 10 more$/,
    );
  });

  it('never repeats what came: no value, no name, no datatype', () => {
    const hidden = { name: 'secret', datatype: 'secret', shape: ['secret'], data: ['secret'] };
    const inputs = [
      { ...age, datatype: 'secret', shape: ['secret'], data: ['secret'] },
      income,
      city,
      hidden,
    ];
    const message = messageOf({ id: 7, inputs, outputs: [{ name: 'secret', parameters: { secret: [] } }] });
    expect(message).toContain('got one that the protocol does not have');
    expect(message).not.toContain('secret');
  });

  it('refuses more rows than the limit', () => {
    const rows = Array.from({ length: 5 }, () => tinyRows[0]);
    expect(() => parse(openInferenceRequest(rows))).toThrow('at most 4 rows, got 5');
  });

  it('is not led astray by names of prototypes', () => {
    const inputs = JSON.parse('[{"name":"__proto__"},{"name":"constructor"},{"name":"toString"}]');
    expect(messageOf({ inputs: [...oneRow.inputs, ...inputs] })).toContain(
      "inputs[3] is none of the model's inputs; inputs[4] is none of the model's inputs; inputs[5] is none of the model's inputs",
    );
  });
});
