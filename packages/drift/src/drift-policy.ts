/**
 * When a measured change is called drift. It takes both: significance after Benjamini-Hochberg over all signals of
 * the window, so that small windows and many columns do not alarm at noise; and an effect floor, so that huge
 * windows do not alarm at what does not matter.
 */

import { chiSquareQuantile } from './chi-square-distribution.js';
import type { DriftPolicy, DriftVerdict } from './drift-report.js';
import { optionsInvalid } from './errors.js';

export interface PolicyOptions {
  /** False discovery rate: when nothing drifted, at most this share of windows alarms. Default 0.01. */
  readonly alpha?: number | undefined;
  /** Fewer rows than this, in the window or the reference, are `insufficient-data`. Default 100. */
  readonly minRows?: number | undefined;
  /** PSI for `warn` and `drift`. Default 0.05 and 0.1; 0.1 is a normal column's shift by a third of its deviation. */
  readonly psiFloors?: DriftPolicy['psiFloors'] | undefined;
  /** Change of a share for `warn` and `drift`. Default 0.005 and 0.01. */
  readonly shareFloors?: DriftPolicy['shareFloors'] | undefined;
}

/** What was significant in this report. */
export interface Significance {
  readonly alpha: number;
  /** The raw p-value that an adjusted one of alpha stands for. */
  readonly threshold: number;
  /** The adjusted value of a p-value that took part. */
  readonly adjust: (pValue: number) => number;
}

/** Fills the defaults. Throws `DRIFT_OPTIONS_INVALID` naming every option that is out of range. */
export function driftPolicy(options: PolicyOptions): DriftPolicy {
  const policy = {
    alpha: options.alpha ?? 0.01,
    minRows: options.minRows ?? 100,
    psiFloors: options.psiFloors ?? { warn: 0.05, drift: 0.1 },
    shareFloors: options.shareFloors ?? { warn: 0.005, drift: 0.01 },
  };
  const problems: string[] = [];
  if (!(policy.alpha > 0 && policy.alpha < 1))
    problems.push(`alpha must lie between 0 and 1, got ${policy.alpha}`);
  if (!Number.isInteger(policy.minRows) || policy.minRows < 1)
    problems.push(`minRows must be an integer from 1, got ${policy.minRows}`);
  for (const name of ['psiFloors', 'shareFloors'] as const) {
    const { warn, drift } = policy[name];
    if (!(warn >= 0 && drift >= warn))
      problems.push(`${name} must hold 0 <= warn <= drift, got ${warn} and ${drift}`);
  }
  if (problems.length > 0) throw optionsInvalid(problems);
  return policy;
}

export interface Evidence {
  /** Null when there was nothing to test. */
  readonly pValue: number | null;
  readonly effect: number | null;
  readonly enoughRows: boolean;
}

/** The verdict on one signal. */
export function decide(
  { pValue, effect, enoughRows }: Evidence,
  significance: Significance,
  floors: DriftPolicy['psiFloors'],
): DriftVerdict {
  if (!enoughRows) return 'insufficient-data';
  if (pValue === null || effect === null || significance.adjust(pValue) > significance.alpha) return 'ok';
  if (effect >= floors.drift) return 'drift';
  return effect >= floors.warn ? 'warn' : 'ok';
}

/** The smallest PSI that is drift at these sample sizes: what noise reaches too rarely, and never below the floor. */
export function effectCut(
  { n, m, degreesOfFreedom }: { readonly n: number; readonly m: number; readonly degreesOfFreedom: number },
  significance: Significance,
  floors: DriftPolicy['psiFloors'],
): number {
  const critical = chiSquareQuantile(significance.threshold, degreesOfFreedom);
  return Math.max(floors.drift, critical * (1 / n + 1 / m));
}
