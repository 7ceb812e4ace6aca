/** For tests: an exported model against tfjs, on the same data and within the tolerance that all of them share. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { distanceOf, outputPairs } from './agreement.js';
import type { TensorValues } from './tfjs-models.js';

/** `bytes` are what exportToOnnx made of the model. */
export async function expectAgreement(
  model: LayersModel,
  bytes: Uint8Array,
  inputs: readonly TensorValues[],
): Promise<void> {
  for (const pair of await outputPairs(model, bytes, inputs)) {
    expect(pair.actual.shape).toEqual(pair.expected.shape);
    expect(distanceOf(pair)).toBeLessThanOrEqual(1);
  }
}
