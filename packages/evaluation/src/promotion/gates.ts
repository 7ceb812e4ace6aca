/** What a model must hold before it may serve, and the form of the answer. */

import type { EvaluationReport, MetricName } from '@waymark/contracts';
import type { Comparison } from '../bootstrap/compare-models.js';

export interface Gates {
  /** Point values on the test rows must be at least this. */
  readonly minimum?: Readonly<Partial<Record<MetricName, number>>>;
  /** Point values on the test rows must be at most this. */
  readonly maximum?: Readonly<Partial<Record<MetricName, number>>>;
  readonly notWorseThanChampion?: ChampionGate;
}

export interface ChampionGate {
  readonly metric: MetricName;
  /** The loss that is accepted, in the metric's units, 0 or above. */
  readonly margin: number;
}

export interface PromotionInput {
  readonly report: EvaluationReport;
  readonly gates: Gates;
  /** Said outright, because 'there is no champion' and 'nobody compared' must never look the same. */
  readonly champion: 'none' | Comparison;
}

export interface PromotionDecision {
  readonly verdict: 'promote' | 'keep' | 'investigate';
  /** What decided, in words and numbers. */
  readonly reasons: readonly string[];
  readonly checks: readonly GateCheck[];
}

export interface GateCheck {
  readonly name: string;
  /** Null when the check could not decide: inconclusive, or no champion to compare with. */
  readonly passed: boolean | null;
  readonly detail: string;
}
