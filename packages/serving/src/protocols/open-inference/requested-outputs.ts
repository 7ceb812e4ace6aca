/**
 * Which outputs a request wants, and in which form each: JSON, bytes (extension_binary_data.md) or its highest classes
 * (extension_classification.md).
 */

import { isJsonObject, type JsonObject, kindOf, type Problems } from '../problems.js';
import { checkParameters } from './parameters.js';

/** What a request may ask for. */
export interface KnownOutputs {
  readonly outputs: readonly { readonly name: string; readonly datatype: string; readonly width: number }[];
  readonly allOutputs: readonly number[];
}

export interface RequestedOutput {
  /** Where it is among the model's. */
  readonly index: number;
  readonly isBinary: boolean;
  /** How many classes of each row to answer with in place of the values. */
  readonly classCount: number | undefined;
}

export interface RequestedOutputs {
  /** The indices alone, in the order asked for. */
  readonly outputs: readonly number[];
  /** Undefined where all are answered as plain JSON. */
  readonly forms: readonly RequestedOutput[] | undefined;
}

/** What is wrong is added to the problems; the result is not to be used then. */
export function parseOutputs(
  { outputs: asked, parameters }: JsonObject,
  contract: KnownOutputs,
  problems: Problems,
): RequestedOutputs {
  const { allOutputs } = contract;
  const isBinary = isJsonObject(parameters) && isTrue(parameters, 'binary_data_output', problems);
  if (asked === undefined) {
    const forms = isBinary
      ? allOutputs.map((index) => ({ index, isBinary, classCount: undefined }))
      : undefined;
    return { outputs: allOutputs, forms };
  }
  if (!Array.isArray(asked) || asked.length === 0) {
    problems.add(`outputs must be a list of {name} or be left out, got ${kindOf(asked)}`);
    return { outputs: [], forms: undefined };
  }
  const forms = asked.map((output: unknown, place) =>
    parseOutput(output, place, { contract, isBinary, problems }),
  );
  // An output that is asked for a thousand times would make an answer of a thousand times its size.
  if (new Set(forms.map(({ index }) => index)).size < forms.length)
    problems.add('outputs must name each output once');
  const arePlain = forms.every((form) => !form.isBinary && form.classCount === undefined);
  return { outputs: forms.map(({ index }) => index), forms: arePlain ? undefined : forms };
}

interface OutputContext {
  readonly contract: KnownOutputs;
  /** What the request says for all outputs. */
  readonly isBinary: boolean;
  readonly problems: Problems;
}

function parseOutput(
  output: unknown,
  place: number,
  { contract, isBinary, problems }: OutputContext,
): RequestedOutput {
  const { outputs } = contract;
  const name = isJsonObject(output) ? output.name : undefined;
  const index = outputs.findIndex((known) => known.name === name);
  if (index < 0)
    problems.add(`outputs[${place}] must name one of ${outputs.map((known) => known.name).join(', ')}`);
  const parameters = isJsonObject(output) ? output.parameters : undefined;
  if (parameters === undefined) return { index, isBinary, classCount: undefined };
  checkParameters(`outputs[${place}]`, parameters, problems);
  if (!isJsonObject(parameters)) return { index, isBinary, classCount: undefined };
  return {
    index,
    isBinary: parameters.binary_data === undefined ? isBinary : isTrue(parameters, 'binary_data', problems),
    classCount: parseClassCount(parameters.classification, outputs[index], problems),
  };
}

function parseClassCount(
  count: unknown,
  output: KnownOutputs['outputs'][number] | undefined,
  problems: Problems,
): number | undefined {
  // Triton's Python client sends 0 for none.
  if (count === undefined || count === 0 || !output) return undefined;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    problems.add(`classification of output ${output.name} must be a number of classes, got ${kindOf(count)}`);
    return undefined;
  }
  if (output.datatype === 'BYTES')
    problems.add(`classification needs an output of numbers, and ${output.name} is BYTES`);
  return Math.min(count, output.width);
}

function isTrue(parameters: JsonObject, name: string, problems: Problems): boolean {
  const value = parameters[name];
  if (value === undefined || typeof value === 'boolean') return value === true;
  problems.add(`${name} must be true or false, got ${kindOf(value)}`);
  return false;
}
