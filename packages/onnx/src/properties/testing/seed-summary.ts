/** For tests: what came of many seeds, and how to look at one of them again. */

import type { SeedResult } from './check-seed.js';

export interface SeedSummary {
  readonly seeds: number;
  readonly agreed: number;
  readonly refused: number;
  /** Models that nothing can be said of: rounding alone moves their outputs by more than the tolerance. */
  readonly unstable: number;
  readonly failed: number;
  /** How often each reason for a refusal was given, the most frequent first. */
  readonly reasons: readonly (readonly [reason: string, count: number])[];
  /** The classes of the layers in models that agreed. */
  readonly classes: ReadonlySet<string>;
  /** Models that agreed and whose outputs hold a single number only: they prove little. */
  readonly constant: number;
  /** Models that agreed and have an output above 100: the tolerance is relative to it. */
  readonly large: number;
  /** The largest difference that agreed, in tolerances. */
  readonly distance: number;
}

const largeFrom = 100;

export function summarise(results: readonly SeedResult[]): SeedSummary {
  const outcomes = results.map(({ outcome }) => outcome);
  const agreed = outcomes.filter((outcome) => outcome.kind === 'agrees');
  const refused = outcomes.filter((outcome) => outcome.kind === 'refused');
  return {
    seeds: results.length,
    agreed: agreed.length,
    refused: refused.length,
    unstable: outcomes.filter(({ kind }) => kind === 'unstable').length,
    failed: outcomes.filter(({ kind }) => kind === 'fails').length,
    reasons: countReasons(refused.flatMap(({ reasons }) => reasons)),
    classes: new Set(agreed.flatMap(({ classes }) => classes)),
    constant: agreed.filter(({ isVaried }) => !isVaried).length,
    large: agreed.filter(({ largest }) => largest > largeFrom).length,
    distance: agreed.reduce((most, { distance }) => Math.max(most, distance), 0),
  };
}

export function formatSummary(summary: SeedSummary): string {
  const { seeds, agreed, refused, unstable, failed, reasons, constant, large, distance } = summary;
  return [
    `${seeds} models: ${agreed} agree, ${refused} refused, ${unstable} unstable, ${failed} failed`,
    `largest difference ${distance.toFixed(2)} tolerances; ${constant} with constant outputs, ${large} with large ones`,
    ...reasons.map(([reason, count]) => `  refused ${count} times: ${reason}`),
  ].join('\n');
}

/** Undefined for a seed that does not fail. */
export function formatFailure({ seed, outcome }: SeedResult): string | undefined {
  if (outcome.kind !== 'fails') return undefined;
  return `seed ${seed}: ${outcome.message}\n\nAgain: npm run properties -- --from ${seed} --seeds 1`;
}

/** Reasons that differ in names and numbers only are one. */
function countReasons(reasons: readonly string[]): SeedSummary['reasons'] {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    const general = reason.replace(/'[^']*'| \d+|[:;] use .*/g, '…');
    counts.set(general, (counts.get(general) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
