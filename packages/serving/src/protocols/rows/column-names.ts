/** Every feature column is there once, and no other: a misspelt column is an error and never a missing value. */

import type { ModelContract, ModelInput } from '../../host/model-contract.js';

const mostTold = 20;

/** What is wrong with the columns that a request names; nothing when it names the model's inputs, in any order. */
export function columnNameProblems(
  names: readonly string[],
  { inputs, inputIndex }: ModelContract,
): readonly string[] {
  const seen = new Set<string>();
  /** By place: a CSV without a header has a person's values where names should be. */
  const unknown: number[] = [];
  const repeated: string[] = [];
  for (const [place, name] of names.entries()) {
    if (!inputIndex.has(name)) unknown.push(place);
    else if (seen.has(name)) repeated.push(name);
    else seen.add(name);
  }
  const missing = seen.size === inputs.length ? [] : inputs.filter(({ name }) => !seen.has(name));
  const problems: string[] = [];
  if (unknown.length > 0) problems.push(`unknown columns at place ${list(unknown, String)}`);
  if (missing.length > 0) problems.push(`missing columns ${list(missing, describe)}`);
  if (repeated.length > 0) problems.push(`repeated columns ${list(repeated, (name) => name)}`);
  return problems;
}

/** As many as a person reads. */
function list<Item>(items: readonly Item[], textOf: (item: Item) => string): string {
  const told = items.slice(0, mostTold).map(textOf).join(', ');
  return items.length > mostTold ? `${told} and ${items.length - mostTold} more` : told;
}

function describe({ name, nullable }: ModelInput): string {
  return nullable ? `${name} (null when it is not known)` : name;
}
