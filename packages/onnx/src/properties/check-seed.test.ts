import { describe, expect, it } from 'vitest';
import { layerConverters } from '../layers/layer-converters.js';
import { buildModel, scaleWeights } from './testing/build-model.js';
import { checkSeed } from './testing/check-seed.js';
import type { ModelRecipe } from './testing/model-recipe.js';
import { drawRows } from './testing/random-inputs.js';
import { randomRecipe } from './testing/random-recipe.js';
import { formatFailure, summarise } from './testing/seed-summary.js';
import { sensitivityOf } from './testing/sensitivity.js';

describe('randomRecipe', () => {
  it('gives the same model for the same seed, and another one for another seed', () => {
    expect(randomRecipe(7)).toEqual(randomRecipe(7));
    expect(randomRecipe(7)).not.toEqual(randomRecipe(8));
  });
});

describe('checkSeed', () => {
  it('finds a converter that is a little wrong, and shows the smallest model with it', async () => {
    const converters = {
      ...layerConverters,
      LeakyReLU: {
        ...layerConverters.LeakyReLU,
        convert: ({ builder, input }) => builder.add('Relu', [input]),
      },
    } satisfies typeof layerConverters;
    let failure: string | undefined;
    for (let seed = 0; seed < 200 && failure === undefined; seed++)
      failure = formatFailure(await checkSeed(seed, { converters }));
    const [, smallest = ''] = /The smallest model that fails:\n(.*?)\n\n/s.exec(failure ?? '') ?? [];
    expect(smallest).toContain('= leakyReLU({ alpha: ');
    // An input, an embedding where it holds indices, the layer, the outputs; around it at most a model in the model.
    expect(smallest.split('\n').length).toBeLessThanOrEqual(8);
    expect(failure).toMatch(/Again: npm run properties -- --from \d+ --seeds 1$/);
  });

  it('counts refusals by their reasons', async () => {
    const { Dense, ...converters } = layerConverters;
    const results = [];
    for (let seed = 0; seed < 20; seed++) results.push(await checkSeed(seed, { converters }));
    const { refused, failed, reasons } = summarise(results);
    expect(refused).toBeGreaterThan(0);
    expect(failed).toBe(0);
    expect(reasons[0]?.[0]).toBe('Dense: there is no converter for this class');
  });
});

describe('sensitivityOf', () => {
  /** Of a recurrent layer whose gates may be negative: the state can triple at each step. */
  function sensitivityOver(steps: number): number {
    const recipe: ModelRecipe = {
      inputs: [{ id: 'x0', shape: [steps, 1], dtype: 'float32' }],
      steps: [
        {
          id: 's0',
          source: {
            kind: 'gru',
            options: {
              units: 4,
              activation: 'linear',
              recurrentActivation: 'tanh',
              recurrentInitializer: 'zeros',
            },
          },
          from: ['x0'],
        },
      ],
      outputs: ['s0'],
    };
    const model = buildModel(recipe);
    scaleWeights(model, 5681);
    const rows = recipe.inputs.map((each) => drawRows(each, { batch: 3, length: 1, seed: 1 }));
    const sensitivity = sensitivityOf(model, rows);
    model.dispose();
    return sensitivity;
  }

  it('is small for a layer over few steps, and above the tolerance where roundings grow', () => {
    expect(sensitivityOver(2)).toBeLessThan(0.1);
    expect(sensitivityOver(40)).toBeGreaterThan(1);
  });
});
