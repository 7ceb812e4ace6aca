/** For tests: the property for one seed, and for a seed that fails the smallest model that does. */

import { type CheckOptions, checkRecipe, type Outcome } from './check-recipe.js';
import { describeRecipe, type ModelRecipe } from './model-recipe.js';
import { randomRecipe } from './random-recipe.js';
import { shrinkRecipe } from './shrink-recipe.js';

export interface SeedResult {
  readonly seed: number;
  readonly outcome: Outcome;
}

export interface SeedOptions extends Pick<CheckOptions, 'converters'> {
  /** Whether to look for the smallest model that fails, which takes as long as many seeds. Default true. */
  readonly shrink?: boolean;
}

/** Never throws: what goes wrong is an outcome. */
export async function checkSeed(
  seed: number,
  { shrink = true, ...options }: SeedOptions = {},
): Promise<SeedResult> {
  try {
    const recipe = randomRecipe(seed);
    const outcome = await checkRecipe(recipe, { ...options, seed });
    if (outcome.kind !== 'fails' || !shrink) return { seed, outcome };
    return { seed, outcome: { kind: 'fails', message: await explain(recipe, { ...options, seed }) } };
  } catch (error) {
    const message = error instanceof Error ? `${error.message}\n${String(error.cause ?? '')}` : String(error);
    return { seed, outcome: { kind: 'fails', message } };
  }
}

/** The smallest model that fails in the same way, and the model that it is a part of. */
async function explain(recipe: ModelRecipe, options: CheckOptions): Promise<string> {
  const failureOf = async (candidate: ModelRecipe): Promise<string> => {
    const outcome = await checkRecipe(candidate, options);
    return outcome.kind === 'fails' ? outcome.message : '';
  };
  const way = wayOf(await failureOf(recipe));
  // What tfjs makes no model of does not fail.
  const isSame = (candidate: ModelRecipe) =>
    failureOf(candidate).then(
      (message) => wayOf(message) === way,
      () => false,
    );
  const small = await shrinkRecipe(recipe, isSame);
  const lines = ['', 'The smallest model that fails:', describeRecipe(small), '', 'It is a part of:'];
  return [await failureOf(small), ...lines, describeRecipe(recipe)].join('\n');
}

/** A message up to its first name or number, which change from model to model. */
function wayOf(message: string): string {
  return message.slice(0, message.search(/['\d[]/));
}
