/** For tests: the inputs of random models, and data for them. */

import { randomNumbers } from '../../testing/random-numbers.js';
import type { TensorValues } from '../../testing/tfjs-models.js';
import { type Choices, choicesOf } from './choices.js';
import type { InputRecipe, RowShape } from './model-recipe.js';

const openShare = 0.15;
const blanks = [0, -1, 0.5];

/** A vector, a sequence, an image or a volume of numbers, or the indices of an embedding. */
export function chooseInput(choices: Choices, id: string): InputRecipe {
  if (choices.chance(0.2)) return chooseIndices(choices, id);
  const shape = chooseShape(choices);
  // The channels, and what is not a sequence or an image, are always known.
  const isOpen = (shape.length === 2 || shape.length === 3) && choices.chance(openShare);
  const open = shape.map((length, axis) => (isOpen && axis < shape.length - 1 ? null : length));
  return { id, shape: open, dtype: 'float32' };
}

/** A sequence with blank steps, or indices among which 0 stands for none. */
export function chooseMaskedInput(choices: Choices, id: string): InputRecipe {
  const steps = choices.chance(openShare) ? null : choices.integer(1, 5);
  if (choices.chance(0.4)) return chooseIndices(choices, id, [steps]);
  const shape = [steps, choices.integer(1, 3)];
  return { id, shape, dtype: 'float32', blank: choices.oneOf(blanks) };
}

function chooseIndices(choices: Choices, id: string, shape?: RowShape): InputRecipe {
  const lengths = choices.chance(0.8) ? 1 : 2;
  const chosen = Array.from({ length: lengths }, () => choices.integer(1, 4));
  const dtype = choices.oneOf(['float32', 'int32'] as const);
  return { id, shape: shape ?? chosen, dtype, indicesBelow: choices.integer(2, 6) };
}

function chooseShape(choices: Choices): readonly number[] {
  switch (choices.oneOf(['vector', 'sequence', 'sequence', 'image', 'image', 'volume'])) {
    case 'vector':
      return [choices.integer(1, 6)];
    case 'sequence':
      return [choices.integer(1, 5), choices.integer(1, 3)];
    case 'image':
      return [choices.integer(2, 5), choices.integer(2, 5), choices.integer(1, 3)];
    default:
      return [choices.integer(2, 3), choices.integer(2, 3), choices.integer(1, 3), choices.integer(1, 2)];
  }
}

/** Rows for an input; unknown lengths are `length`. */
export function drawRows(
  { shape: rowShape, indicesBelow, blank }: InputRecipe,
  { batch, length, seed }: { readonly batch: number; readonly length: number; readonly seed: number },
): TensorValues {
  const shape = [batch, ...rowShape.map((dimension) => dimension ?? length)];
  const next = randomNumbers(seed);
  const choices = choicesOf(seed + 1);
  const count = shape.reduce((total, dimension) => total * dimension, 1);
  const data = Float32Array.from({ length: count }, () =>
    indicesBelow === undefined ? 2 * next() : choices.integer(0, indicesBelow - 1),
  );
  return { shape, data: blank === undefined ? data : withBlanks(data, { shape, blank, choices }) };
}

/** Each step is blank or not: at the end, at the start, in the middle, all of them and none. */
function withBlanks(
  data: Float32Array,
  {
    shape,
    blank,
    choices,
  }: { readonly shape: readonly number[]; readonly blank: number; readonly choices: Choices },
): Float32Array {
  const width = shape.at(-1) ?? 1;
  const isBlank = Array.from({ length: data.length / width }, () => choices.chance(0.4));
  return data.map((value, i) => (isBlank[Math.floor(i / width)] ? blank : value));
}
