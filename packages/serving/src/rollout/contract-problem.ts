/**
 * Why one version cannot take requests that are meant for another: a request is checked once, against whichever version
 * answers it, and must be good for both.
 */

import type { ModelContract } from '../host/model-contract.js';

/** Undefined where both take the same columns and tell the same classes. */
export function contractProblem(candidate: ModelContract, champion: ModelContract): string | undefined {
  const differ = candidate.inputs
    .filter((input, i) => JSON.stringify(input) !== JSON.stringify(champion.inputs[i]))
    .map(({ name }) => name);
  const gone = champion.inputs.map(({ name }) => name).filter((name) => !candidate.inputIndex.has(name));
  const columns = [...differ, ...gone];
  if (columns.length > 0)
    return `it must take the columns of the champion, in their order and types; these differ: ${columns.join(', ')}`;
  const isSame =
    candidate.classes.join('\0') === champion.classes.join('\0') &&
    candidate.positiveIndex === champion.positiveIndex;
  return isSame
    ? undefined
    : 'it must have the classes of the champion, in their order, and the positive one';
}
