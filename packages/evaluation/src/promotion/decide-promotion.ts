/**
 * Decides whether a challenger becomes the champion. Fails closed: what is missing, not a number, or was never
 * checked refuses, so that a broken report or an empty definition cannot promote anything.
 */

import { championCheckName, checkAgainstChampion } from './champion-gate.js';
import type { ChampionGate, GateCheck, PromotionDecision, PromotionInput } from './gates.js';
import { checkLimits } from './limit-gates.js';

/**
 * Applies the gates to a report and, where there is a champion, to the comparison with it.
 *
 * - `keep` when a check failed, or when none passed (no gates; or only a champion gate, and no champion);
 * - `investigate` when none failed and the comparison is inconclusive (see the diagram in champion-gate.ts);
 * - `promote` otherwise.
 *
 * A champion without `notWorseThanChampion` is not compared: what the gates do not name, they do not ask.
 */
export function decidePromotion({ report, gates, champion }: PromotionInput): PromotionDecision {
  const limits = checkLimits(report, gates);
  const gate = gates.notWorseThanChampion;
  const againstChampion = gate ? [championCheck(gate, champion)] : [];
  return decide([...limits, ...againstChampion], champion !== 'none');
}

function championCheck(gate: ChampionGate, champion: PromotionInput['champion'] | undefined): GateCheck {
  const name = championCheckName(gate);
  if (champion === 'none')
    return { name, passed: null, detail: `${gate.metric} was not compared: there is no champion` };
  // The type rules this out, plain JavaScript does not.
  if (!champion) return { name, passed: false, detail: `${gate.metric} must be compared; nobody did` };
  return checkAgainstChampion(gate, champion);
}

function decide(checks: readonly GateCheck[], hasChampion: boolean): PromotionDecision {
  const withResult = (passed: boolean | null) => checks.filter((check) => check.passed === passed);
  const details = (some: readonly GateCheck[]) => some.map((check) => check.detail);
  const failed = withResult(false);
  const undecided = withResult(null);
  if (failed.length > 0) return { verdict: 'keep', reasons: details(failed), checks };
  if (hasChampion && undecided.length > 0)
    return { verdict: 'investigate', reasons: details(undecided), checks };
  if (withResult(true).length === 0)
    return {
      verdict: 'keep',
      reasons: [...details(checks), 'no gate was checked: set a minimum or maximum'],
      checks,
    };
  return { verdict: 'promote', reasons: details(checks), checks };
}
