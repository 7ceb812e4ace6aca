/** The rules that a single value must keep to be an input of the model: the same for every protocol. */

import type { Cell } from '../engine/tensor-layout.js';
import type { ModelInput } from '../host/model-contract.js';
import { kindOf } from './problems.js';

/** Whether the value may go to the model. Numbers are finite and exact, missing is null where the column allows it. */
export function isCell(input: ModelInput, value: unknown): value is Cell {
  if (value === null) return input.nullable;
  // onnxruntime ends a text at U+0000, and would score another than was sent.
  if (input.datatype === 'BYTES') return typeof value === 'string' && !value.includes('\0');
  if (typeof value !== 'number') return false;
  return input.integer ? Number.isSafeInteger(value) : Number.isFinite(value);
}

/** What is wrong with a value that is no cell: what must be there, and what came. */
export function cellProblem(input: ModelInput, value: unknown): string {
  return `must be ${expected(input)}, got ${received(input, value)}`;
}

function expected({ datatype, nullable, integer }: ModelInput): string {
  const kind = datatype === 'BYTES' ? 'text' : integer ? 'a whole number' : 'a number';
  return nullable ? `${kind} or null` : kind;
}

function received({ datatype, integer }: ModelInput, value: unknown): string {
  if (datatype === 'BYTES' && typeof value === 'string')
    return 'text with the character U+0000, at which it would be cut';
  const isBeyond = integer && typeof value === 'number' && Number.isInteger(value);
  return isBeyond ? 'one beyond ±(2^53 − 1), which JSON numbers cannot hold exactly' : kindOf(value);
}
