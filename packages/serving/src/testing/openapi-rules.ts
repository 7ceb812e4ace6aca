/**
 * The rules of OpenAPI 3.1 (spec.openapis.org/oas/v3.1.0) that a JSON Schema of the format cannot hold, and the few of
 * its structure that this server's documents could break.
 */

import { isJsonObject } from '../protocols/problems.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** What breaks a rule, each with where it is; empty for a valid document. */
export function openApiProblems(document: unknown): readonly string[] {
  const root = objectAt(document);
  const { title, version } = objectAt(root.info);
  const operations = operationsOf(root);
  const ids = operations.map(({ operation }) => operation.operationId);
  return [
    ...(root.openapi === '3.1.0' ? [] : ['openapi must be 3.1.0']),
    ...(typeof title === 'string' && typeof version === 'string' ? [] : ['info must have title and version']),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `operationId ${id} is there twice`),
    ...operations.flatMap((entry) => operationProblems(entry, root)),
    ...referencesOf(root)
      .filter((reference) => resolve(root, reference) === undefined)
      .map((reference) => `${reference} leads nowhere`),
  ];
}

export interface DocumentedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
}

export function operationsOf(document: JsonObject): readonly DocumentedOperation[] {
  return Object.entries(objectAt(document.paths)).flatMap(([path, item]) =>
    Object.entries(objectAt(item)).map(([method, operation]) => ({
      ...{ path, method, operation: objectAt(operation) },
    })),
  );
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

function operationProblems(
  { path, method, operation }: DocumentedOperation,
  root: JsonObject,
): readonly string[] {
  const declared = listAt(operation.parameters).map((parameter) => {
    const { $ref } = objectAt(parameter);
    return objectAt(typeof $ref === 'string' ? resolve(root, $ref) : parameter);
  });
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const responses = Object.entries(objectAt(operation.responses));
  const tags = listAt(root.tags).map((tag) => objectAt(tag).name);
  const rules: Readonly<Record<string, boolean>> = {
    'the path must begin with a slash': path.startsWith('/'),
    'the method must be one of HTTP': methods.includes(method),
    'operationId must be a text': typeof operation.operationId === 'string',
    'its parameters must be those of the path, each required, and headers': sameMembers(
      declared
        .filter((parameter) => parameter.in !== 'header')
        .map((parameter) => (parameter.in === 'path' && parameter.required === true ? parameter.name : '')),
      inPath,
    ),
    'tags must be declared': listAt(operation.tags).every((tag) => tags.includes(tag)),
    'GET must have no body': method !== 'get' || operation.requestBody === undefined,
    'there must be a response': responses.length > 0,
    'responses must be by status': responses.every(([status]) => /^(?:[1-5]\d\d|default)$/.test(status)),
    'responses must be described or be references': responses.every(([, response]) => {
      const { description, $ref } = objectAt(response);
      return typeof (description ?? $ref) === 'string';
    }),
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [`${method} ${path}: ${rule}`]));
}

function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((member) => b.includes(member));
}

/** All values of `$ref` in the document. */
function referencesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isJsonObject(value)) return [];
  const own = typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(referencesOf)];
}

function resolve(root: JsonObject, reference: string): unknown {
  const [start, ...keys] = reference.split('/');
  if (start !== '#') return undefined;
  return keys.reduce<unknown>((value, key) => objectAt(value)[key], root);
}

function objectAt(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
