/** Rows of the tiny model as gRPC requests, and the probabilities of an answer. */

import { type TinyRow, tinyRows } from './tiny-model.js';

/** The rows as a request with typed contents. */
export function typedRequest(rows: readonly TinyRow[]) {
  const shape = [rows.length];
  const ages = rows.map(({ age }) => age);
  const incomes = rows.map(({ income }) => income ?? Number.NaN);
  const cities = rows.map(({ city }) => Buffer.from(String(city)));
  return {
    model_name: 'tiny',
    inputs: [
      { name: 'age', datatype: 'INT64', shape, contents: { int64_contents: ages } },
      { name: 'income', datatype: 'FP64', shape, contents: { fp64_contents: incomes } },
      { name: 'city', datatype: 'BYTES', shape, contents: { bytes_contents: cities } },
    ],
  };
}

/** The first row. */
export const oneRow = typedRequest(tinyRows.slice(0, 1));

/** Its values as bytes: little-endian, and the text after its length. */
export const rawValues = [
  Buffer.from('1e00000000000000', 'hex'),
  Buffer.from('0000000000205440', 'hex'),
  Buffer.from('040000004f736c6f', 'hex'),
] as const;

/** The first row with raw contents. */
export const rawRow = {
  ...oneRow,
  inputs: oneRow.inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
  raw_input_contents: rawValues,
};

/** P(yes) of a typed answer. */
export function positives(answer: unknown): readonly number[] {
  // Its outputs are those of the tiny model.
  const { outputs } = answer as { readonly outputs: readonly { contents: { fp32_contents: number[] } }[] };
  return outputs[1]?.contents.fp32_contents.filter((_, i) => i % 2 === 1) ?? [];
}
