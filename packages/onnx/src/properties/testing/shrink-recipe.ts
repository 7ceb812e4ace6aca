/** For tests: a smaller model that fails as well: fewer outputs, an earlier output, steps that are skipped. */

import { countLayers, type ModelRecipe, type StepRecipe, sourceOf } from './model-recipe.js';

const mostAttempts = 300;

/** The first smaller recipe that still fails, made smaller again, until none does. */
export async function shrinkRecipe(
  recipe: ModelRecipe,
  stillFails: (smaller: ModelRecipe) => Promise<boolean>,
): Promise<ModelRecipe> {
  let smallest = recipe;
  let attempts = 0;
  let candidates = smallerRecipes(smallest);
  while (candidates.length > 0 && attempts < mostAttempts) {
    const [candidate, ...rest] = candidates;
    attempts += 1;
    const isFound = candidate !== undefined && (await stillFails(candidate));
    if (isFound) smallest = candidate;
    candidates = isFound ? smallerRecipes(smallest) : rest;
  }
  return smallest;
}

/** The smallest first. Some are no models: what tfjs refuses does not fail. */
function smallerRecipes(recipe: ModelRecipe): readonly ModelRecipe[] {
  const { steps, outputs } = recipe;
  const ends = new Set([...outputs, ...steps.map(({ id }) => id)]);
  const candidates = [
    ...[...ends].map((value) => ({ ...recipe, outputs: [value] })),
    ...steps.map((step) => without(recipe, step)),
    ...steps.flatMap((step) => innerRecipes(recipe, step)),
  ].map(prune);
  const weightOf = (each: ModelRecipe) => countLayers(each) + each.outputs.length / 100;
  return candidates
    .filter((candidate) => candidate.outputs.length > 0 && weightOf(candidate) < weightOf(recipe))
    .sort((a, b) => weightOf(a) - weightOf(b));
}

/** What took the step's value takes the step's own first value. */
function without(recipe: ModelRecipe, { id, from: [first] }: StepRecipe): ModelRecipe {
  const replaced = (value: string) => (sourceOf(value) === id && first !== undefined ? first : value);
  return {
    ...recipe,
    steps: recipe.steps
      .filter((step) => step.id !== id)
      .map((step) => ({ ...withOwnLayer(step, recipe.steps), from: step.from.map(replaced) })),
    outputs: [...new Set(recipe.outputs.map(replaced))],
  };
}

/** The recipe with a smaller model in the place of the one in this step. */
function innerRecipes(recipe: ModelRecipe, step: StepRecipe): readonly ModelRecipe[] {
  const { source } = step;
  if (!('model' in source)) return [];
  return smallerRecipes(source.model).map((model) => ({
    ...recipe,
    steps: recipe.steps.map((each) => (each === step ? { ...step, source: { model } } : each)),
  }));
}

/** Without what no output needs. */
function prune({ inputs, steps, outputs }: ModelRecipe): ModelRecipe {
  const needed = new Set(outputs.map(sourceOf));
  for (const { id, from } of [...steps].reverse())
    if (needed.has(id)) for (const value of from) needed.add(sourceOf(value));
  const kept = steps.filter(({ id }) => needed.has(id));
  return {
    inputs: inputs.filter(({ id }) => needed.has(id)),
    steps: kept.map((step) =>
      'layerOf' in step.source && !needed.has(step.source.layerOf) ? withOwnLayer(step, steps) : step,
    ),
    outputs,
  };
}

/** A layer like the one that the step shares. */
function withOwnLayer(step: StepRecipe, steps: readonly StepRecipe[]): StepRecipe {
  const { source } = step;
  const owner = 'layerOf' in source ? steps.find(({ id }) => id === source.layerOf) : undefined;
  return owner ? { ...step, source: owner.source } : step;
}
