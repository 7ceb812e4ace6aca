/** For tests: layers that join several values, and the values that each can join. */

import { isKnown, type LayerSite } from './layer-choice.js';
import type { LayerRecipe, RowShape } from './model-recipe.js';

/** A value that may be joined with others. */
export interface JoinableValue {
  readonly id: string;
  readonly shape: RowShape;
  readonly isMasked: boolean;
  /** Equal where unknown lengths are equal whenever the model runs. */
  readonly lengths: string;
}

export interface Join {
  readonly layer: LayerRecipe;
  readonly from: readonly string[];
}

const elementwise = ['add', 'multiply', 'average', 'maximum', 'minimum'];
const mostJoined = 3;
/** tfjs joins masks too, but few layers can take what comes out. */
const maskedShare = 0.3;

/** A layer that joins the first value with others; undefined where nothing fits. */
export function chooseJoin(
  first: JoinableValue,
  values: readonly JoinableValue[],
  { choices }: Pick<LayerSite, 'choices'>,
): Join | undefined {
  const isJoinable = (value: JoinableValue) => !value.isMasked || choices.chance(maskedShare);
  if (!isJoinable(first)) return undefined;
  // tfjs disposes a value too early that goes into one layer twice (executor.js counts it once).
  const others = values.filter((value) => value.id !== first.id && isJoinable(value));
  const joins = [
    ...elementwise.map((kind) => ({
      layer: { kind, options: {} },
      fitting: others.filter(canBroadcast(first)),
    })),
    ...first.shape.map((_, axis) => ({
      layer: {
        kind: 'concatenate',
        options: { axis: axis === first.shape.length - 1 && choices.chance(0.5) ? -1 : axis + 1 },
      },
      fitting: others.filter(canConcatenate(first, axis)),
    })),
  ].filter(({ fitting }) => fitting.length > 0);
  const dot = chooseDot(first, others, { choices });
  if (joins.length === 0 || (dot !== undefined && choices.chance(0.3))) return dot;
  const { layer, fitting } = choices.oneOf(joins);
  const chosen = Array.from({ length: choices.integer(1, mostJoined - 1) }, () => choices.oneOf(fitting).id);
  return { layer, from: [first.id, ...new Set(chosen)] };
}

/** Equal shapes, or one that ends in the other; tfjs puts new axes behind the batch. */
function canBroadcast(first: JoinableValue): (other: JoinableValue) => boolean {
  return ({ shape, lengths }) => {
    const tail = first.shape.slice(first.shape.length - shape.length);
    const isTail = shape.length <= first.shape.length && shape.every((length, axis) => length === tail[axis]);
    if (isKnown(first.shape) && isKnown(shape)) return isTail;
    return isTail && shape.length === first.shape.length && lengths === first.lengths;
  };
}

function canConcatenate(first: JoinableValue, joined: number): (other: JoinableValue) => boolean {
  return ({ shape, lengths }) =>
    shape.length === first.shape.length &&
    shape.every((length, axis) => axis === joined || length === first.shape[axis]) &&
    first.shape[joined] !== null &&
    shape[joined] !== null &&
    ((isKnown(first.shape) && isKnown(shape)) || lengths === first.lengths);
}

/** Along an axis of each that is as long as the other one's; tfjs takes vectors and sequences. */
function chooseDot(
  first: JoinableValue,
  others: readonly JoinableValue[],
  { choices }: Pick<LayerSite, 'choices'>,
): Join | undefined {
  const isTaken = ({ shape }: JoinableValue) => shape.length <= 2 && isKnown(shape);
  if (!isTaken(first)) return undefined;
  const pairs = others
    .filter(isTaken)
    .flatMap(({ id, shape }) =>
      first.shape.flatMap((length, a) =>
        shape.flatMap((other, b) => (length === other ? [{ id, axes: [a + 1, b + 1] }] : [])),
      ),
    );
  if (pairs.length === 0) return undefined;
  const { id, axes } = choices.oneOf(pairs);
  return {
    layer: { kind: 'dot', options: { axes, normalize: choices.chance(0.3) } },
    from: [first.id, id],
  };
}
