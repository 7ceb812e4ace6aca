/** tfjs names layers and tensors by counters of everything that was built before; none of that may reach a file. */

import { disposeVariables } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { buildModel, scaleWeights } from './testing/build-model.js';
import { countLayers } from './testing/model-recipe.js';
import { randomRecipe } from './testing/random-recipe.js';

const modelsBetween = 30;

/** Those with many layers: branches, masks, recurrent layers, models in models. */
const seeds = Array.from({ length: 60 }, (_, seed) => seed).filter(
  (seed) => countLayers(randomRecipe(seed)) > 10,
);

/** As text, which a failing test shows better; undefined for a model that is refused. */
function exported(seed: number): string | undefined {
  const model = buildModel(randomRecipe(seed));
  scaleWeights(model, seed);
  try {
    return Buffer.from(exportToOnnx(model).bytes).toString('base64');
  } catch {
    return undefined;
  }
}

describe('exportToOnnx', () => {
  afterEach(disposeVariables);

  it('gives the same bytes for the same model, however many were built before it', () => {
    expect(seeds.length).toBeGreaterThan(5);
    const first = seeds.map(exported);
    for (let seed = 0; seed < modelsBetween; seed++) buildModel(randomRecipe(seed));
    expect(seeds.map(exported)).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(5);
  });
});
