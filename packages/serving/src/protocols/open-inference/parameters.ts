/** The `parameters` of requests and of their tensors: scalars by name. Those that nobody here reads are ignored. */

import { isJsonObject, kindOf, type Problems } from '../problems.js';

export function checkParameters(owner: string, parameters: unknown, problems: Problems): void {
  if (parameters === undefined) return;
  const isValid =
    isJsonObject(parameters) &&
    Object.values(parameters).every((value) => ['string', 'number', 'boolean'].includes(typeof value));
  if (!isValid) problems.add(`parameters of ${owner} must be an object of texts, numbers and booleans`);
}

/** How long the request may wait, from its `timeout` in microseconds; 0 is as long as it takes. */
export function parseTimeoutMs(parameters: unknown, problems: Problems): number | undefined {
  if (!isJsonObject(parameters)) return undefined;
  const { timeout } = parameters;
  if (timeout === undefined || timeout === 0) return undefined;
  if (typeof timeout === 'number' && Number.isInteger(timeout) && timeout > 0) return timeout / 1000;
  problems.add(`timeout must be a whole number of microseconds, got ${describe(timeout)}`);
  return undefined;
}

function describe(timeout: unknown): string {
  return typeof timeout === 'number' && timeout < 0 ? 'less than 0' : kindOf(timeout);
}
