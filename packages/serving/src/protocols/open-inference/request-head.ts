/** What an inference request says beside its tensors, whichever kind of model is asked. */

import { requestInvalid } from '../../http/errors.js';
import type { AskedTerms } from '../../http/request-terms.js';
import { isJsonObject, kindOf, type Problems } from '../problems.js';
import { checkParameters, parseTerms } from './parameters.js';
import { type KnownOutputs, parseOutputs, type RequestedOutputs } from './requested-outputs.js';

export interface RequestHead extends RequestedOutputs {
  /** Echoed when it was given. */
  readonly id: string | undefined;
  /** Its timeout and priority, where it names one of them. */
  readonly terms: AskedTerms | undefined;
}

/** With its inputs, which nobody has looked at. */
export interface UncheckedRequest extends RequestHead {
  readonly inputs: unknown;
}

/**
 * What is wrong is added to the problems; the result is not to be used then.
 * @throws `REQUEST_INVALID` when the body is no object.
 */
export function parseHead(body: unknown, known: KnownOutputs, problems: Problems): UncheckedRequest {
  if (!isJsonObject(body))
    throw requestInvalid([`the body must be an object with 'inputs', got ${kindOf(body)}`]);
  const id = parseId(body.id, problems);
  checkParameters('the request', body.parameters, problems);
  const terms = parseTerms(body.parameters, problems);
  const { outputs, forms } = parseOutputs(body, known, problems);
  return { id, terms, outputs, forms, inputs: body.inputs };
}

function parseId(id: unknown, problems: Problems): string | undefined {
  if (id === undefined || typeof id === 'string') return id;
  problems.add(`id must be text, got ${kindOf(id)}`);
  return undefined;
}
