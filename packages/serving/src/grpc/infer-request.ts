/**
 * An inference request from its message to the form that REST's has after parsing JSON: the same checks then hold for
 * both. Values are typed or raw, never both in one request (open_inference_grpc.proto, `raw_input_contents`).
 */

import type { ModelContract } from '../host/model-contract.js';
import { BinaryData } from '../protocols/open-inference/binary-tensor.js';
import { Problems } from '../protocols/problems.js';
import type { InputTensor, ModelInferRequest } from './messages.js';
import { scalarsOf } from './parameters.js';
import { decodeContents, exactInteger, filledFields } from './tensor-contents.js';

/** What is asked of a contract here. */
export type NamedInputs = Pick<ModelContract, 'inputs' | 'inputIndex'>;

/** Whether the values come as bytes; they are answered as bytes then. */
export function isRaw({ raw_input_contents: raw }: ModelInferRequest): boolean {
  return raw.length > 0;
}

/**
 * What `parseInferRequest` takes.
 * @throws `REQUEST_INVALID` with all problems of where the values are: with those wrong, none can be found.
 */
export function inferRequestBody(message: ModelInferRequest, contract: NamedInputs): unknown {
  const problems = new Problems();
  const { inputs, outputs, raw_input_contents: raw } = message;
  if (isRaw(message) && raw.length !== inputs.length)
    problems.add(
      `raw_input_contents must have one entry an input, got ${raw.length} for ${inputs.length} inputs`,
    );
  const read = isRaw(message) ? readRaw : readTyped;
  const given = inputs.map((input, place) => ({
    name: input.name,
    datatype: input.datatype,
    shape: input.shape.map((size) => Number(exactInteger(size))),
    parameters: scalarsOf(input.parameters),
    data: read(input, { place, raw: raw[place], contract, problems }),
  }));
  problems.throwIfAny();
  return {
    id: message.id === '' ? undefined : message.id,
    parameters: scalarsOf(message.parameters),
    inputs: given,
    outputs: outputs.length === 0 ? undefined : outputs.map(requestedOutput),
  };
}

interface ReadContext {
  /** Where it is among the inputs: its name is the client's own. */
  readonly place: number;
  readonly raw: Uint8Array | undefined;
  readonly contract: NamedInputs;
  readonly problems: Problems;
}

function readRaw({ contents }: InputTensor, { place, raw, problems }: ReadContext): BinaryData {
  if (filledFields(contents).length > 0)
    problems.add(`inputs[${place}] must have contents or raw_input_contents, got both`);
  return new BinaryData(raw ?? new Uint8Array());
}

function readTyped(input: InputTensor, { place, contract, problems }: ReadContext): readonly unknown[] {
  const index = contract.inputIndex.get(input.name);
  const values = decodeContents(input, index === undefined ? undefined : contract.inputs[index]);
  if (typeof values !== 'string') return values;
  problems.add(`inputs[${place}] ${values}`);
  return [];
}

function requestedOutput({ name, parameters }: ModelInferRequest['outputs'][number]) {
  return { name, parameters: scalarsOf(parameters) };
}
