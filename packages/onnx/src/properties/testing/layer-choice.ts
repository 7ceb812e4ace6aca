/** For tests: what a layer needs to be applied to a value, and how its options are chosen. */

import { activationConverters } from '../../layers/activations.js';
import type { Choices } from './choices.js';
import type { RowShape } from './model-recipe.js';

/** A value that the next layer may be applied to. */
export interface LayerSite {
  readonly shape: RowShape;
  readonly isInput: boolean;
  readonly isMasked: boolean;
  /** Whether any layer of the model makes a mask: tfjs then hands it to layers that it does not belong to. */
  readonly hasMasks: boolean;
  /** tfjs has few layers for more axes behind the batch. */
  readonly mostAxes: number;
  readonly choices: Choices;
}

export interface LayerChoice {
  /** The name in `tf.layers`. */
  readonly kind: string;
  fits(site: LayerSite): boolean;
  options(site: LayerSite): Readonly<Record<string, unknown>>;
}

/** How often an option that is refused is taken: often enough to see that it is refused, and never exported wrongly. */
export const refusedShare = 0.01;

export const activationNames: readonly string[] = Object.keys(activationConverters);

/** Vectors have the rank 1, sequences 2, images 3, volumes 4. */
export function hasRank(...ranks: readonly number[]): (site: LayerSite) => boolean {
  return ({ shape }) => ranks.includes(shape.length);
}

export function isKnown(shape: RowShape): shape is readonly number[] {
  return shape.every((length) => length !== null);
}

export function lastOf(shape: RowShape): number {
  return shape.at(-1) ?? 0;
}

export function sizeOf(shape: RowShape): number {
  return shape.reduce<number>((total, length) => total * (length ?? 4), 1);
}

/** Over a single value, a softmax is always 1. */
export function chooseActivation({ shape, choices }: LayerSite, width = lastOf(shape)): string {
  const name = choices.oneOf(activationNames);
  return width === 1 && name.toLowerCase().includes('softmax') ? 'tanh' : name;
}
