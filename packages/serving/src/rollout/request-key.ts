/** Whose request it is, where it says so: what keeps a person on one side of a rollout. */

import { isJsonObject } from '../protocols/problems.js';

/** A request as far as its key is concerned; Fastify's are such. */
export interface KeyedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

const keyHeader = 'x-waymark-key';
/** The second is Triton's name for requests that belong together. */
const keyParameters = ['key', 'sequence_id'] as const;

/** The header, else the parameter of the request; undefined where there is neither. */
export function keyOf({ headers, body }: KeyedRequest): string | undefined {
  const header = headers[keyHeader];
  if (typeof header === 'string' && header !== '') return header;
  const parameters = parametersOf(body);
  const named = keyParameters.map((name) => parameters[name]).find(isKey);
  return named === undefined ? undefined : String(named);
}

/** Triton's clients send 0 and the empty text where there is no sequence. */
function isKey(value: unknown): value is string | number {
  return (typeof value === 'string' || typeof value === 'number') && value !== '' && value !== 0;
}

/** A body in two parts has them in its JSON. */
function parametersOf(body: unknown): Readonly<Record<string, unknown>> {
  const json = isJsonObject(body) && isJsonObject(body.json) ? body.json : body;
  return isJsonObject(json) && isJsonObject(json.parameters) ? json.parameters : {};
}
