/**
 * The two OpenAPI documents: of the whole server for any model, and of one model with its name, its columns and an
 * example in place. Both tell the routes that the server has; what is known of them is in `operations/`.
 */

import { featuresOf, labelOf, type ModelManifest, type Row, wireTypeOf } from '@waymark/contracts';
import type { ServedModel } from '../host/served-model.js';
import { errorResponses } from './error-responses.js';
import { exampleRow } from './example-row.js';
import { answerHeaders, requestHeaders } from './headers.js';
import type { ListedRoute } from './listed-routes.js';
import { modelSchemas } from './model-schemas.js';
import type { OpenApiDocument } from './openapi-document.js';
import { type Examples, type OperationContext, operationObject } from './operation-object.js';
import { tags } from './operations/operation.js';
import { schemas } from './schemas.js';

export function serverDocument(
  routes: readonly ListedRoute[],
  { version, models }: { readonly version: string; readonly models: readonly string[] },
): OpenApiDocument {
  const own = models.map((model) => `- /v2/models/${encodeURIComponent(model)}/openapi.json`);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Waymark model server',
      version,
      description:
        own.length === 0
          ? 'GET /v2/models/{model} tells what a model takes.'
          : ['Each model has a document of its own, with its columns:', ...own].join('\n'),
    },
    tags: tagObjects(),
    paths: pathsOf(routes, { examples: {}, names: {} }),
    components: componentsOf(schemas),
  };
}

export type DocumentedModel = Pick<
  ServedModel,
  'model' | 'version' | 'manifest' | 'contract' | 'exampleRequest'
>;

/** Only the paths that name a model, and of its versions the one that serves. */
export function modelDocument(
  routes: readonly ListedRoute[],
  served: DocumentedModel,
  { maxRequestRows }: { readonly maxRequestRows: number },
): OpenApiDocument {
  const { model, version, manifest } = served;
  const names = { model, version: String(version) };
  const own = routes.filter(({ path }) => path.includes('{model}'));
  const paths = pathsOf(own, { names, examples: examplesOf(manifest, exampleRow(served)) });
  return {
    openapi: '3.1.0',
    info: { title: model, version: String(version), description: descriptionOf(manifest) },
    tags: tagObjects(),
    paths,
    components: componentsOf({ ...schemas, ...modelSchemas(served, maxRequestRows) }),
  };
}

function componentsOf(told: OpenApiDocument['components']['schemas']): OpenApiDocument['components'] {
  return { schemas: told, parameters: requestHeaders, headers: answerHeaders, responses: errorResponses() };
}

function tagObjects(): OpenApiDocument['tags'] {
  return Object.entries(tags).map(([name, description]) => ({ name, description }));
}

function pathsOf(routes: readonly ListedRoute[], context: OperationContext): OpenApiDocument['paths'] {
  const paths: Record<string, OpenApiDocument['paths'][string]> = {};
  for (const route of routes) {
    const { path, operation } = operationObject(route, context);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
  }
  return paths;
}

function examplesOf({ schema }: ModelManifest, row: Row): Examples {
  const inputs = featuresOf(schema).map((column) => {
    const data = [row[column.name] ?? null];
    return { name: column.name, shape: [1], datatype: wireTypeOf(column), data };
  });
  return { InstancesRequest: { instances: [row] }, InferRequest: { inputs } };
}

function descriptionOf({ schema, positiveClass, threshold, data }: ModelManifest): string {
  const { name } = labelOf(schema);
  return `Predicts ${name}: '${positiveClass}' when its probability is at least ${threshold}. Training data: ${data.description}.`;
}
