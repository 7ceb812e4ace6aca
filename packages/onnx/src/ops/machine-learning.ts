/** Ops of the domain ai.onnx.ml, version 3 (onnx/docs/Operators-ml.md): what classical preprocessing needs. */

import type { DataType } from '../graph/data-type.js';
import { defineOp, OpMismatch } from './op-definition.js';

export const machineLearningOps = {
  /** A lookup: one `keys_*`, one `values_*` of equal length, and the default of the same type for everything else. */
  LabelEncoder: defineOp({
    domain: 'ai.onnx.ml',
    inputs: ['T'],
    types: { T: ['string', 'int64', 'float32'] },
    attributes: {
      keys_strings: 'strings?',
      keys_int64s: 'ints?',
      keys_floats: 'floats?',
      values_strings: 'strings?',
      values_int64s: 'ints?',
      values_floats: 'floats?',
      default_string: 'string?',
      default_int64: 'int?',
      default_float: 'float?',
    },
    infer: ({ input, attributes: given }) => {
      const keys = onlyOne('keys', given.keys_strings, given.keys_int64s, given.keys_floats);
      const values = onlyOne('values', given.values_strings, given.values_int64s, given.values_floats);
      const { dtype, shape } = input(0);
      if (keys.dtype !== dtype) throw new OpMismatch(`the keys are ${keys.dtype}; the input is ${dtype}`);
      if (keys.count !== values.count)
        throw new OpMismatch(
          `there must be a value for each key; got ${keys.count} keys, ${values.count} values`,
        );
      return { dtype: values.dtype, shape };
    },
  }),
  /** One column a category, in their order; with `zeros` other values give a row of zeros, without it an error. */
  OneHotEncoder: defineOp({
    domain: 'ai.onnx.ml',
    inputs: ['T'],
    types: { T: ['string', 'int64', 'int32', 'float32', 'float64'] },
    attributes: { cats_int64s: 'ints?', cats_strings: 'strings?', zeros: 'int?' },
    infer: ({ input, attributes }) => {
      const categories = onlyOne('cats', attributes.cats_strings, attributes.cats_int64s);
      const { dtype, shape } = input(0);
      if ((categories.dtype === 'string') !== (dtype === 'string'))
        throw new OpMismatch(`the categories are ${categories.dtype}; the input is ${dtype}`);
      return { dtype: 'float32', shape: [...shape, categories.count] };
    },
  }),
};

interface Entries {
  readonly dtype: DataType;
  readonly count: number;
}

function onlyOne(
  what: string,
  strings: readonly string[] | undefined,
  ints: readonly number[] | undefined,
  floats?: readonly number[],
): Entries {
  const given: Entries[] = [];
  if (strings) given.push({ dtype: 'string', count: strings.length });
  if (ints) given.push({ dtype: 'int64', count: ints.length });
  if (floats) given.push({ dtype: 'float32', count: floats.length });
  const [entries] = given;
  if (entries === undefined || given.length !== 1)
    throw new OpMismatch(`exactly one ${what}_* attribute must be given; got ${given.length}`);
  if (entries.count === 0) throw new OpMismatch(`${what}_* must not be empty`);
  return entries;
}
