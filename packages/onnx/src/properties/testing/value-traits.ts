/** For tests: what a random model must know of a value beside its shape, to choose layers that tfjs can run on it. */

import type { StepSource } from './model-recipe.js';
import { statesOf } from './recurrent-layers.js';

/** As tfjs hands masks on: by layers that say so, and by recurrent ones with the whole sequence. */
export function hasMaskBehind(
  source: StepSource | undefined,
  { isMasked, supportsMasking }: { readonly isMasked: boolean; readonly supportsMasking: boolean },
): boolean {
  if (source === undefined || !('kind' in source)) return false;
  const { kind, options } = source;
  if (kind === 'masking' || (kind === 'embedding' && options.maskZero === true)) return true;
  if (![...Object.keys(statesOf), 'rnn', 'bidirectional'].includes(kind)) return isMasked && supportsMasking;
  const layer = kind === 'bidirectional' ? options.layer : source;
  return isMasked && JSON.stringify(layer).includes('"returnSequences":true');
}

/** Whether unknown lengths behind the layer are those in front of it. */
export function keepsLengths(source: StepSource): boolean {
  if (!('kind' in source)) return false;
  const { kind, options } = source;
  const changesThem = ['reshape', 'zeroPadding2d', 'upSampling2d'].includes(kind);
  return !changesThem && [options.strides ?? 1].flat().every((stride) => stride === 1);
}
