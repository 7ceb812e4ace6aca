/**
 * Checks one node against its entry in the op table, and infers its outputs. All rules live in the entry; this reads
 * them in order: how many inputs, their dtypes, the attributes, then the op's own inference.
 */

import { type AttributeSpecs, type OpDefinition, OpMismatch } from '../ops/op-definition.js';
import { dataTypes, type TensorData } from './data-type.js';
import type { Attribute, TensorType, Value } from './graph.js';

export interface CheckedNode {
  readonly attributes: readonly Attribute[];
  readonly outputs: readonly TensorType[];
}

/** `constantOf` gives the data of a value, or undefined when it is no constant. Throws an OpMismatch. */
export function checkNode(
  definition: OpDefinition,
  inputs: readonly (Value | undefined)[],
  attributes: Readonly<Record<string, unknown>>,
  constantOf: (value: Value) => TensorData | undefined,
): CheckedNode {
  checkInputs(definition, inputs);
  const checked = checkAttributes(definition.attributes, attributes);
  const optional = (index: number): Value | undefined => inputs[index];
  const input = (index: number): Value => {
    const value = optional(index);
    if (value === undefined) throw new OpMismatch(`input ${index} must be given`);
    return value;
  };
  const constant = (index: number): TensorData => {
    const data = constantOf(input(index));
    if (data === undefined)
      throw new OpMismatch(`input ${index} must be a constant; '${input(index).name}' is not`);
    return data;
  };
  // Safe: checkAttributes has just held `attributes` against the specs that type them.
  const typed = attributes as Parameters<OpDefinition['infer']>[0]['attributes'];
  const given = inputs.filter((value) => value !== undefined);
  const outputs = definition.infer({ inputs: given, input, optional, constant, attributes: typed });
  return { attributes: checked, outputs: [outputs].flat() };
}

function checkInputs(
  { inputs: variables, types }: OpDefinition,
  inputs: readonly (Value | undefined)[],
): void {
  const least = variables.filter((variable) => !variable.endsWith('?')).length;
  const isVariadic = variables.at(-1)?.endsWith('...') ?? false;
  const most = isVariadic ? Number.POSITIVE_INFINITY : variables.length;
  if (inputs.length < least || inputs.length > most)
    throw new OpMismatch(`it takes ${describeCount(least, most)} inputs; got ${inputs.length}`);
  const bound = new Map<string, Value>();
  for (const [index, value] of inputs.entries()) {
    const declared = variables[Math.min(index, variables.length - 1)] ?? '';
    if (value === undefined) {
      if (!declared.endsWith('?')) throw new OpMismatch(`input ${index} must be given`);
      continue;
    }
    const variable = declared.replace(/\?$|\.{3}$/, '');
    const allowed = types[variable] ?? [];
    if (!allowed.includes(value.dtype))
      throw new OpMismatch(`input ${index} must be ${allowed.join(', ')}; '${value.name}' is ${value.dtype}`);
    const first = bound.get(variable) ?? value;
    if (first.dtype !== value.dtype)
      throw new OpMismatch(
        `input ${index} must have the dtype of '${first.name}', ${first.dtype}; '${value.name}' is ${value.dtype}`,
      );
    bound.set(variable, first);
  }
}

/** In the order of the op table, so that the bytes do not depend on how a caller wrote the object. */
function checkAttributes(
  specs: AttributeSpecs,
  given: Readonly<Record<string, unknown>>,
): readonly Attribute[] {
  const unknown = Object.keys(given).filter((name) => specs[name] === undefined);
  if (unknown.length > 0) throw new OpMismatch(`it has no attribute ${unknown.join(', ')}`);
  return Object.entries(specs).flatMap(([name, spec]) => {
    const value = given[name];
    if (value === undefined && spec.endsWith('?')) return [];
    return [toAttribute(name, spec.replace('?', ''), value)];
  });
}

function toAttribute(name: string, type: string, value: unknown): Attribute {
  if (type === 'string' && typeof value === 'string') return { name, type, value };
  if (type === 'float' && typeof value === 'number') return { name, type, value };
  if (type === 'int' && isInteger(value)) return { name, type, value };
  if (type === 'dataType' && isDataType(value)) return { name, type, value };
  if (type === 'ints' && isListOf(value, isInteger)) return { name, type, value };
  if (type === 'floats' && isListOf(value, isNumber)) return { name, type, value };
  if (type === 'strings' && isListOf(value, isText)) return { name, type, value };
  throw new OpMismatch(`the attribute ${name} must be of type ${type}; got ${String(value)}`);
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isDataType = (value: unknown): value is keyof typeof dataTypes =>
  typeof value === 'string' && Object.hasOwn(dataTypes, value);

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function describeCount(least: number, most: number): string {
  if (least === most) return String(least);
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
}
