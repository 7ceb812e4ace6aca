/** The bodies of requests and answers as JSON Schema, for any model. `model-schemas.ts` says more about a certain one. */

import { rolloutModes } from '../rollout/rollout-document.js';
import type { JsonSchema } from './openapi-document.js';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const maybeText = { type: ['string', 'null'] } as const;
const scalar = { type: ['string', 'number', 'boolean'] } as const;
const shape = list({ type: 'integer' }, 'Rows first; -1 is any number of them');
const parameters = { type: 'object', additionalProperties: scalar } as const;
const tensorSpec = object({ name: text, datatype: text, shape });
const versionStatuses = list(
  object({ version: text, state: text, status: object({ error_code: text, error_message: text }) }),
  'In the form of TensorFlow Serving',
);
const requestId = { type: 'string', description: 'As in the header X-Request-Id and in the log' } as const;
export const probability = { type: 'number', minimum: 0, maximum: 1 } as const;

export const schemas = {
  Error: object(
    { error: { type: 'string', description: 'What must hold, what came and what to do next' } },
    { request_id: requestId },
  ),
  Live: object({ live: flag }),
  Ready: object({ ready: flag }),
  Index: object({ name: text, version: text, models: list(text), paths: { type: 'object' } }),
  ServerMetadata: object({ name: text, version: text, extensions: list(text) }),
  ModelReady: object({ name: text, ready: flag }),
  ModelMetadata: object({
    ...{ name: text, versions: list(text), platform: text },
    inputs: list(tensorSpec),
    outputs: list(tensorSpec),
  }),
  InferRequest: inferRequest(
    list(object({ name: text, shape, datatype: text, data: { type: 'array' } }, { parameters })),
  ),
  InferResponse: object(
    {
      ...{ model_name: text, model_version: text },
      outputs: list(object({ name: text, datatype: text, shape, data: { type: 'array' } }, { parameters })),
    },
    {
      id: { type: 'string', description: 'That of the request, if it had one' },
      parameters: object({
        prediction_ids: { type: 'string', description: 'One a row, joined by commas: to send labels by' },
      }),
    },
  ),
  InstancesRequest: object({ instances: { ...list({ type: 'object' }), minItems: 1 } }),
  PredictionsResponse: predictionsResponse(text, { type: 'object', additionalProperties: probability }),
  MlflowError: object({ error_code: text, message: text }, { request_id: requestId }),
  VersionStatus: object({ model_version_status: versionStatuses }),
  ModelStatus: object({
    ...{ name: text, ready: flag, version: maybeText, manifest_sha256: maybeText },
    model_version_status: versionStatuses,
    refused: {
      description: 'The champion, when it was refused and an older version or none serves in its place',
      anyOf: [object({ version: text, reason: text, at: text }), { type: 'null' }],
    },
  }),
  ModelList: object({ models: list({ $ref: '#/components/schemas/ModelStatus' }) }),
  FeedbackRequest: object({ labels: { ...list(object({ id: text, label: text })), minItems: 1 } }),
  FeedbackResponse: object({
    results: list(
      object(
        {
          id: text,
          status: { enum: ['accepted', 'duplicate', 'correction', 'unknown_id', 'invalid_label'] },
          code: {
            ...count,
            description: 'The HTTP status that the entry would have been answered with alone',
          },
        },
        { error: text },
      ),
      'One a label, in the order of the request',
    ),
  }),
  RepositoryIndex: list(
    object({ name: text, state: { enum: ['READY', 'UNAVAILABLE'] }, reason: text }, { version: text }),
  ),
  Statistics: object({
    model_stats: list(
      object({
        ...{ name: text, version: text, last_inference: count },
        ...{ inference_count: count, execution_count: count, inference_stats: { type: 'object' } },
        batch_stats: list({ type: 'object' }),
      }),
    ),
  }),
  Invocation: {
    description: 'Exactly one of the forms of MLflow’s scoring server',
    oneOf: ['dataframe_split', 'dataframe_records', 'instances', 'inputs'].map((form) =>
      object({ [form]: {} }),
    ),
  },
  InvocationResponse: object({ predictions: {}, model_version: text }),
  Rollout: object(
    { mode: { enum: rolloutModes } },
    {
      version: { type: 'integer', minimum: 1 },
      alias: { const: 'challenger' },
      weight: {
        ...probability,
        description: 'The share that the version gets; a shadow gets all by default',
      },
      salt: { type: 'string', description: 'Another one deals the keys anew' },
      guard: { type: 'object', additionalProperties: { type: 'number' } },
    },
  ),
  RolloutStatus: object({ state: { enum: ['none', 'waiting', 'active', 'ended'] } }),
  OpenApi: { type: 'object', description: 'An OpenAPI 3.1 document' },
  Any: {},
} satisfies Readonly<Record<string, JsonSchema>>;

export type SchemaName = keyof typeof schemas;

export function inferRequest(inputs: JsonSchema): JsonSchema {
  return object({ inputs }, { id: text, parameters, outputs: list(object({ name: text }, { parameters })) });
}

export function predictionsResponse(label: JsonSchema, probabilities: JsonSchema): JsonSchema {
  const prediction = object({
    id: { type: 'string', description: 'To send the label by, once it is known' },
    ...{ label, probabilities },
    probability: { ...probability, description: 'Of the positive class' },
  });
  return object({
    model_version: text,
    predictions: list(prediction, 'One a row, in the order of the request'),
  });
}

/** All of `required` must be there; what is not named is not ruled out. */
export function object(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

export function list(items: JsonSchema, description?: string): JsonSchema {
  return { type: 'array', items, ...(description === undefined ? {} : { description }) };
}
