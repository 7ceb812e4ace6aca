/** The gates with a fixed limit. They compare the point value; the interval is for people. */

import type { EvaluationReport, Interval, MetricName } from '@waymark/contracts';
import type { GateCheck, Gates } from './gates.js';

/** One check a limit. A value or a limit that is missing or not a finite number fails. */
export function checkLimits(report: EvaluationReport, gates: Gates): readonly GateCheck[] {
  return [
    ...limitsOf(gates.minimum).map(([name, limit]) => checkLimit(report, { kind: 'minimum', name, limit })),
    ...limitsOf(gates.maximum).map(([name, limit]) => checkLimit(report, { kind: 'maximum', name, limit })),
  ];
}

interface Limit {
  readonly kind: 'minimum' | 'maximum';
  readonly name: string;
  readonly limit: number | undefined;
}

function limitsOf(limits: Gates['minimum'] = {}): readonly (readonly [string, number | undefined])[] {
  return Object.entries(limits);
}

function checkLimit(report: EvaluationReport, { kind, name, limit }: Limit): GateCheck {
  const value = reportedValue(report, name);
  const words = `${name} must be at ${kind === 'minimum' ? 'least' : 'most'} ${limit}`;
  const check = (passed: boolean, outcome: string): GateCheck => ({
    name: `${kind} ${name}`,
    passed,
    detail: `${words}; ${outcome}`,
  });
  if (limit === undefined || !Number.isFinite(limit)) return check(false, 'the limit is not a number');
  if (value === undefined) return check(false, 'the report has no such metric');
  if (!Number.isFinite(value)) return check(false, `the report has ${value}`);
  return check(kind === 'minimum' ? value >= limit : value <= limit, `it is ${value.toFixed(4)}`);
}

function reportedValue(report: EvaluationReport, name: string): number | undefined {
  // Safe: a lookup by any text; the type now says that it may find nothing, as with a misspelt gate.
  const metrics = report.metrics as Readonly<Partial<Record<MetricName | string, Interval>>>;
  return Object.hasOwn(metrics, name) ? metrics[name]?.value : undefined;
}
