/** Parameters of messages as JSON has them: scalars by name. Empty ones stay undefined and are ignored there. */

import type { Parameter, Parameters } from './messages.js';
import { exactInteger } from './tensor-contents.js';

/** Undefined where there are none. */
export function scalarsOf(parameters: Parameters): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, parameter]) => [name, scalarOf(parameter)]));
}

function scalarOf(parameter: Parameter): unknown {
  const { int64_param, uint64_param, bytes_param } = parameter;
  const integer = int64_param ?? uint64_param;
  if (integer) return Number(exactInteger(integer));
  return parameter.bool_param ?? parameter.string_param ?? parameter.double_param ?? bytes_param;
}

/** A version that a message leaves out is empty. */
export function orAny(version: string): string | undefined {
  return version === '' ? undefined : version;
}
