/** Layers that do nothing at inference: the input layer, and the ones that add noise or drop values in training. */

import type { LayerConverter } from './layer-converter.js';

export const inferenceIdentity: LayerConverter = { integers: 'kept', convert: ({ input }) => input };
