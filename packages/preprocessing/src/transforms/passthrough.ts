/** A number as it is. The end of every chain casts it to float32. */

import type { Transform } from './transform.js';

export interface PassthroughSpec {
  readonly kind: 'passthrough';
}

export interface FittedPassthrough {
  readonly kind: 'passthrough';
}

/** Takes a number into the features without changing it. */
export function passthrough(): PassthroughSpec {
  return { kind: 'passthrough' };
}

export const passthroughTransform: Transform<PassthroughSpec, FittedPassthrough> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,
  check: () => [],
  fit: (_spec, { values }) => ({ fitted: { kind: 'passthrough' }, values }),
  emit: (_builder, _fitted, value) => value,
};
