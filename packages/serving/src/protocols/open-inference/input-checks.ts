/**
 * What holds for an input of an inference request, whichever kind of model takes it. What came instead is told by its kind
 * and never repeated.
 */

import { type JsonObject, kindOf, type Problems } from '../problems.js';
import { isDatatype } from './datatypes.js';
import { checkParameters } from './parameters.js';

/** Its datatype, and its parameters where it has some. */
export function checkInput(
  { name, datatype }: { readonly name: string; readonly datatype: string },
  given: JsonObject,
  problems: Problems,
): void {
  if (given.datatype !== datatype)
    problems.add(`input ${name} must have datatype ${datatype}, got ${describeDatatype(given.datatype)}`);
  if (given.parameters !== undefined) checkParameters(`input ${name}`, given.parameters, problems);
}

function describeDatatype(datatype: unknown): string {
  if (isDatatype(datatype)) return datatype;
  return typeof datatype === 'string' ? 'one that the protocol does not have' : kindOf(datatype);
}

export function describeShape(shape: unknown): string {
  const isPlain = Array.isArray(shape) && shape.length < 5 && shape.every((size) => typeof size === 'number');
  return isPlain ? `[${shape.join(', ')}]` : kindOf(shape);
}
