/**
 * The gate against the champion: a non-inferiority test on the paired difference (challenger better is positive) with
 * the margin m. Piaggio et al. 2012 (CONSORT, non-inferiority) is the picture that it follows.
 *
 *            -m        0
 *   ----------|--------|-----------
 *             |  [-----*-----]        low >= -m               not worse     promote
 *             | [---*--]|             low >= -m, high < 0     not worse     promote: the loss is within the margin
 *        [----|--*-----|--]           low < -m <= value       inconclusive  investigate
 *   [----*----|--------|-]            value < -m              worse         keep
 *        [----|-*---]  |              low < -m, high < 0      worse         keep
 */

import type { Comparison } from '../bootstrap/compare-models.js';
import type { ChampionGate, GateCheck } from './gates.js';

/** Passed: not worse. False: worse, or not comparable. Null: inconclusive. */
export function checkAgainstChampion(gate: ChampionGate, comparison: Comparison): GateCheck {
  const name = championCheckName(gate);
  const problem = comparisonProblem(gate, comparison);
  if (problem) return { name, passed: false, detail: `${gate.metric} cannot be compared: ${problem}` };

  const { challenger, champion, difference, rows } = comparison;
  const passed = notWorse(comparison, gate.margin);
  const outcome = passed === null ? 'inconclusive' : passed ? 'not worse' : 'worse';
  const interval = `[${signed(difference.low)}, ${signed(difference.high)}]`;
  const detail =
    `${gate.metric} is ${challenger.toFixed(4)} against the champion's ${champion.toFixed(4)} on ${rows} rows: ` +
    `${signed(difference.value)} ${interval} in the challenger's favour, margin ${gate.margin}: ${outcome}`;
  return { name, passed, detail };
}

/** How the check is called, also where it cannot run. */
export function championCheckName(gate: ChampionGate): string {
  return `notWorseThanChampion ${gate.metric}`;
}

function notWorse({ difference }: Comparison, margin: number): boolean | null {
  if (difference.low >= -margin) return true;
  return difference.value < -margin || difference.high < 0 ? false : null;
}

function comparisonProblem(gate: ChampionGate, comparison: Comparison): string | undefined {
  const { challenger, champion, difference, rows } = comparison;
  if (!(Number.isFinite(gate.margin) && gate.margin >= 0))
    return `the margin must be 0 or above; got ${gate.margin}`;
  if (comparison.metric !== gate.metric) return `the comparison is of ${comparison.metric}`;
  if (!(rows > 0)) return `the comparison is on ${rows} rows`;
  const numbers = [challenger, champion, difference?.value, difference?.low, difference?.high];
  if (!numbers.every(Number.isFinite)) return 'the comparison holds a value that is not a number';
  return difference.low <= difference.high ? undefined : 'the interval ends before it starts';
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
}
