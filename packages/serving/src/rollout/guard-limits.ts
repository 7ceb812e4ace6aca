/** How much worse than the champion a candidate may be before its rollout ends, and how sure that must be. */

import { isJsonObject, kindOf } from '../protocols/problems.js';

export interface GuardLimits {
  /** Requests of each side after which both are counted anew. Default 2,000. */
  readonly windowRequests: number;
  /** Requests of each side before the first look. Default 100. */
  readonly minRequests: number;
  /** Default 0.01: one request in a hundred. */
  readonly maxErrorRateIncrease: number;
  /** The candidate's p99 over the champion's. Default 2; a difference of less than 10 ms never counts. */
  readonly maxP99Ratio: number;
  /** Between the shares of rows with the positive label. Default 0.1. */
  readonly maxPositiveRateDifference: number;
  /** The chance that an equal candidate is ever taken for a worse one, however long its rollout is. Default 0.001. */
  readonly falseAlarmRate: number;
}

export const defaultGuard: GuardLimits = {
  windowRequests: 2_000,
  minRequests: 100,
  maxErrorRateIncrease: 0.01,
  maxP99Ratio: 2,
  maxPositiveRateDifference: 0.1,
  falseAlarmRate: 0.001,
};

interface Range {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
}

const ranges: Readonly<Record<keyof GuardLimits, Range>> = {
  windowRequests: { min: 20, max: 100_000, isWhole: true },
  minRequests: { min: 20, max: 100_000, isWhole: true },
  maxErrorRateIncrease: { min: 0, max: 1 },
  maxP99Ratio: { min: 1, max: 1_000 },
  maxPositiveRateDifference: { min: 0, max: 1 },
  falseAlarmRate: { min: 0.0001, max: 0.1 },
};

/** What is wrong with a guard as a person wrote it. */
export function guardProblems(guard: unknown): readonly string[] {
  if (guard === undefined) return [];
  if (!isJsonObject(guard)) return [`guard must be an object, got ${kindOf(guard)}`];
  const problems = Object.entries(guard).flatMap(([name, value]) => limitProblems(name, value));
  // Safe: they are looked at only when all of them are numbers.
  const { windowRequests, minRequests } = { ...defaultGuard, ...guard } as GuardLimits;
  if (problems.length === 0 && windowRequests < minRequests)
    problems.push('guard.windowRequests must be at least guard.minRequests');
  return problems;
}

function limitProblems(name: string, value: unknown): readonly string[] {
  // Own names only: `constructor` is none.
  const range = Object.entries(ranges).find(([known]) => known === name)?.[1];
  if (!range) return [`guard may have the fields ${Object.keys(ranges).join(', ')}, got another`];
  const { min, max, isWhole = false } = range;
  const isInRange = typeof value === 'number' && value >= min && value <= max;
  if (isInRange && (!isWhole || Number.isInteger(value))) return [];
  return [`guard.${name} must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`];
}
