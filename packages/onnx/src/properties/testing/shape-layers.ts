/** For tests: layers that rearrange values, or add and cut off edges. */

import type { Choices } from './choices.js';
import { hasRank, isKnown, type LayerChoice, type LayerSite, sizeOf } from './layer-choice.js';
import type { RowShape } from './model-recipe.js';

/** Values are not made larger beyond this many numbers a row. */
const largest = 150;

const dataFormats = ['channelsLast', 'channelsLast', 'channelsFirst'] as const;

/** tfjs must know the number of channels, and here only the last axis is always known. */
export function chooseDataFormat({ choices, shape }: LayerSite): (typeof dataFormats)[number] {
  return isKnown(shape) ? choices.oneOf(dataFormats) : 'channelsLast';
}

/** The lengths between the batch and the channels. */
export function spatialLengths(shape: RowShape, dataFormat: unknown): RowShape {
  return dataFormat === 'channelsFirst' ? shape.slice(1) : shape.slice(0, -1);
}

export const shapeLayers: readonly LayerChoice[] = [
  {
    kind: 'flatten',
    fits: ({ shape }) => shape.length > 1 && isKnown(shape),
    options: (site) => ({ dataFormat: chooseDataFormat(site) }),
  },
  {
    kind: 'reshape',
    fits: ({ shape }) => isKnown(shape),
    options: (site) => ({ targetShape: chooseTarget(site) }),
  },
  {
    kind: 'permute',
    fits: ({ shape }) => shape.length > 1 && isKnown(shape),
    options: ({ shape, choices }) => ({ dims: shuffle([...shape.keys()], choices).map((axis) => axis + 1) }),
  },
  {
    kind: 'repeatVector',
    fits: hasRank(1),
    options: ({ choices }) => ({ n: choices.integer(1, 4) }),
  },
  {
    kind: 'zeroPadding2d',
    fits: ({ shape }) => shape.length === 3 && sizeOf(shape) < largest,
    options: (site) => ({ dataFormat: chooseDataFormat(site), padding: chooseEdges(site.choices, [2, 2]) }),
  },
  {
    kind: 'cropping2D',
    // One row and one column must be left, whichever axes they are.
    fits: ({ shape }) => shape.length === 3 && isKnown(shape) && Math.min(...shape) > 1,
    options: (site) => {
      const dataFormat = chooseDataFormat(site);
      const room = spatialLengths(site.shape, dataFormat).map((length) =>
        Math.floor(((length ?? 1) - 1) / 2),
      );
      return { dataFormat, cropping: chooseEdges(site.choices, room) };
    },
  },
  {
    kind: 'upSampling2d',
    fits: ({ shape }) => shape.length === 3 && sizeOf(shape) < largest,
    options: (site) => ({
      dataFormat: chooseDataFormat(site),
      size: [site.choices.integer(1, 2), site.choices.integer(1, 3)],
      interpolation: site.choices.oneOf(['nearest', 'bilinear']),
    }),
  },
];

/** Another shape of as many values, of rank 1 to the most; sometimes with a rest for tfjs to work out. */
function chooseTarget({ shape, choices, mostAxes }: LayerSite): RowShape {
  let rest = sizeOf(shape);
  const target: (number | null)[] = [];
  for (let rank = choices.integer(1, mostAxes); rank > 1; rank--) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((each) => rest % each === 0);
    const length = choices.oneOf(divisors.slice(0, 4));
    target.push(length);
    rest /= length;
  }
  target.push(rest);
  // tfjs then does not know the length before the model runs; of the last axis most layers must know it.
  const open = choices.chance(0.2) ? choices.integer(0, target.length - 1) : undefined;
  return target.map((length, axis) => (axis === open && axis < target.length - 1 ? null : length));
}

/** [[top, bottom], [left, right]], each up to its axis's room. */
function chooseEdges(choices: Choices, room: readonly number[]): readonly (readonly number[])[] {
  return room.map((most) => [choices.integer(0, most), choices.integer(0, most)]);
}

function shuffle<T>(list: readonly T[], choices: Choices): readonly T[] {
  const rest = [...list];
  return list.flatMap(() => rest.splice(choices.integer(0, rest.length - 1), 1));
}
