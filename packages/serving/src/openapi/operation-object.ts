/** One route as OpenAPI tells it: what is known of its path, with references to the document's components. */

import { type ErrorStatus, errorsOf } from './error-responses.js';
import { headersOf, scoringParameters } from './headers.js';
import type { ListedRoute } from './listed-routes.js';
import type { MediaType, OperationObject, ParameterObject, ResponseObject } from './openapi-document.js';
import type { Operation } from './operations/operation.js';
import { operationOf } from './operations/operation-of.js';
import type { SchemaName } from './schemas.js';

/** Requests that can be sent as they are. */
export type Examples = Partial<Record<SchemaName, unknown>>;

export interface OperationContext {
  readonly examples: Examples;
  /** What stands for a parameter of the path where the document knows it, e.g. `model`. */
  readonly names: Readonly<Record<string, string>>;
}

type Content = Readonly<Record<string, MediaType>>;

/** The path with the parameters that are known, and its operation. */
export function operationObject(
  { method, path, refusals }: ListedRoute,
  { examples, names }: OperationContext,
): { readonly path: string; readonly operation: OperationObject } {
  const known = operationOf(`${method} ${path}`);
  const filled = path.replaceAll(/\{(\w+)\}/g, (parameter, name) =>
    Object.hasOwn(names, name) ? encodeURIComponent(names[name] ?? '') : parameter,
  );
  const inPath = [...filled.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name));
  const parameters = [...inPath, ...(isScoring(known) ? scoringParameters : [])];
  const { tag, summary, description } = known;
  const content = bodyContent(known, examples);
  const operation: OperationObject = {
    operationId: [method.toLowerCase(), ...(path.match(/\w+/g) ?? ['index'])].join('_'),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: responsesOf(known, refusals),
  };
  return { path: filled, operation };
}

function bodyContent({ body, otherBodies = [] }: Operation, examples: Examples): Content | undefined {
  if (body === undefined) return undefined;
  const others = otherBodies.map((type) => [type, { schema: { type: 'string' } }]);
  return { ...jsonContent(body, examples[body]), ...Object.fromEntries(others) };
}

/** What waits for its turn can be late. */
function isScoring({ errors }: Operation): boolean {
  return errors.includes(504);
}

function responsesOf(known: Operation, refusals: readonly ErrorStatus[]): OperationObject['responses'] {
  const headers = isScoring(known) ? { headers: headersOf('X-Request-Id') } : {};
  const told = Object.entries(known.answers).map(([status, answer]) => [
    status,
    { ...responseOf(status, answer), ...headers },
  ]);
  return { ...errorsOf([...known.errors, ...refusals], known.errorBody), ...Object.fromEntries(told) };
}

function responseOf(status: string, answer: Operation['answers'][number]): ResponseObject {
  const description = status === '200' ? 'The answer' : 'It does not';
  if (answer === 'nothing') return { description: 'Done; the body is empty' };
  if (answer !== 'text/plain') return { description, content: jsonContent(answer) };
  return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
}

function jsonContent(schema: SchemaName, example?: unknown): Content {
  const media: MediaType = { schema: { $ref: `#/components/schemas/${schema}` } };
  return { 'application/json': example === undefined ? media : { ...media, example } };
}

function pathParameter(name: string): ParameterObject {
  return {
    ...{ name, in: 'path', required: true },
    description: name === 'version' ? 'The version that serves' : `The ${name}`,
    schema: { type: 'string' },
  };
}
