/** The `parameters` of requests and of their tensors: scalars by name. Those that nobody here reads are ignored. */

import type { AskedTerms } from '../../http/request-terms.js';
import { isJsonObject, kindOf, type Problems } from '../problems.js';

export function checkParameters(owner: string, parameters: unknown, problems: Problems): void {
  if (parameters === undefined) return;
  const isValid =
    isJsonObject(parameters) &&
    Object.values(parameters).every((value) => ['string', 'number', 'boolean'].includes(typeof value));
  if (!isValid) problems.add(`parameters of ${owner} must be an object of texts, numbers and booleans`);
}

/** The level of requests that name none (extension_schedule_policy.md: `default_priority_level`). */
const defaultPriority = 5;

/**
 * What the request asks for beside its rows, as Triton's clients do: its `timeout` in microseconds, where 0 is as long as
 * it takes, and its `priority`, where 0 is the default. Undefined where it asks for neither.
 */
export function parseTerms(parameters: unknown, problems: Problems): AskedTerms | undefined {
  if (!isJsonObject(parameters)) return undefined;
  const { timeout, priority } = parameters;
  if (timeout === undefined && priority === undefined) return undefined;
  const timeoutUs = wholeNumber('timeout', timeout, { of: ' of microseconds', problems });
  const level = wholeNumber('priority', priority, {
    of: ', 1 for the first and 0 for the default',
    problems,
  });
  return {
    timeoutMs: timeoutUs === 0 ? undefined : timeoutUs / 1000,
    // The queue's levels: lower ones go first, and what names none counts as 0.
    priority: level === 0 ? 0 : level - defaultPriority,
  };
}

interface NumberContext {
  /** What it is a number of. */
  readonly of: string;
  readonly problems: Problems;
}

/** 0 where it was left out, or is wrong, which is added to the problems. */
function wholeNumber(name: string, value: unknown, { of, problems }: NumberContext): number {
  if (value === undefined) return 0;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  problems.add(`${name} must be a whole number${of}, got ${describe(value)}`);
  return 0;
}

function describe(value: unknown): string {
  if (typeof value === 'number' && value < 0) return 'less than 0';
  return Number.isInteger(value) ? 'one beyond 2^53' : kindOf(value);
}
