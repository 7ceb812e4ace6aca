/**
 * A measured column with its verdicts: the worst of its signals is the column's.
 */

import type { ColumnProfile } from '@waymark/contracts';
import { decide, effectCut, type Significance } from './drift-policy.js';
import {
  type ColumnDrift,
  type ColumnVerdict,
  type DriftPolicy,
  verdictsBySeverity,
} from './drift-report.js';
import { describeChange } from './explain-drift.js';
import type { MeasuredColumn } from './measure-column.js';
import { judgeShare } from './measure-share.js';

/** The column's part of the report. */
export function judgeColumn(
  measured: MeasuredColumn,
  significance: Significance,
  policy: DriftPolicy,
): ColumnDrift {
  const { profile, n, m, method, bins, unseenValues } = measured;
  const distribution = judgeDistribution(measured, significance, policy);
  const missing = judgeShare(measured.missing, significance, policy);
  const unseen = measured.unseen && judgeShare(measured.unseen, significance, policy);
  const outOfRange = measured.outOfRange && judgeShare(measured.outOfRange, significance, policy);
  const column: ColumnDrift = {
    name: profile.name,
    kind: profile.kind,
    verdict: worst([
      distribution.distribution,
      missing.verdict,
      unseen?.verdict ?? 'ok',
      outOfRange?.verdict ?? 'ok',
    ]),
    n,
    m,
    method,
    ...distribution,
    bins,
    missing,
    unseen,
    unseenValues,
    outOfRange,
    note: '',
  };
  return { ...column, note: describeChange(column, policy) };
}

/** The part of a column that could not be measured, with the reason. */
export function columnInError(profile: ColumnProfile, problem: string): ColumnDrift {
  return {
    name: profile.name,
    kind: profile.kind,
    verdict: 'error',
    n: profile.rows - profile.missing,
    m: 0,
    method: profile.kind === 'numeric' ? 'population-stability-index' : 'two-sample-chi-square',
    distribution: null,
    statistic: null,
    degreesOfFreedom: null,
    pValue: null,
    adjustedPValue: null,
    effect: null,
    cut: null,
    bins: null,
    missing: null,
    unseen: null,
    unseenValues: [],
    outOfRange: null,
    note: problem,
  };
}

function judgeDistribution(measured: MeasuredColumn, significance: Significance, policy: DriftPolicy) {
  const { n, m, test, pValue, psi, enoughRows } = measured;
  const floors = policy.psiFloors;
  return {
    distribution: decide({ pValue, effect: psi, enoughRows }, significance, floors),
    statistic: test?.statistic ?? null,
    degreesOfFreedom: test?.degreesOfFreedom ?? null,
    pValue,
    adjustedPValue: pValue === null ? null : significance.adjust(pValue),
    effect: psi,
    cut:
      pValue === null || test === null
        ? null
        : effectCut({ n, m, degreesOfFreedom: test.degreesOfFreedom }, significance, floors),
  };
}

function worst(verdicts: readonly [ColumnVerdict, ...ColumnVerdict[]]): ColumnVerdict {
  return verdicts.reduce((a, b) => (verdictsBySeverity.indexOf(b) < verdictsBySeverity.indexOf(a) ? b : a));
}
