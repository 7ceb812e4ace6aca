/** The paths of the Open Inference Protocol v2 and of its extensions. */

import { lookupErrors, scoringErrors } from '../error-responses.js';
import { type Operations, readiness } from './operation.js';

export const openInferenceOperations = {
  'POST /v2/models/{model}/infer': {
    tag: 'inference',
    summary: 'Open Inference Protocol v2: tensors in, tensors out',
    description:
      'One input a column. Values are never coerced; null is a missing value. With the extension binary_tensor_data, bytes follow the JSON; Inference-Header-Content-Length says where.',
    body: 'InferRequest',
    otherBodies: ['application/octet-stream'],
    answers: { 200: 'InferResponse' },
    errors: scoringErrors,
  },
  'GET /v2/models/{model}': {
    tag: 'models',
    summary: 'Inputs and outputs of the model',
    answers: { 200: 'ModelMetadata' },
    errors: lookupErrors,
  },
  'GET /v2/models/{model}/config': {
    tag: 'models',
    summary: 'The configuration of the model in the form of Triton',
    answers: { 200: 'Any' },
    errors: lookupErrors,
  },
  'GET /v2/models/{model}/stats': {
    tag: 'models',
    summary: 'Counts and times of the model in the form of Triton',
    answers: { 200: 'Statistics' },
    errors: lookupErrors,
  },
  'GET /v2/models/stats': {
    tag: 'models',
    summary: 'Counts and times of all models in the form of Triton',
    answers: { 200: 'Statistics' },
    errors: [],
  },
  'GET /v2/models/{model}/openapi.json': {
    tag: 'models',
    summary: 'This API for one model, with its columns and an example',
    answers: { 200: 'OpenApi' },
    errors: lookupErrors,
  },
  'POST /v2/repository/index': {
    tag: 'models',
    summary: 'All models with their versions and states in the form of Triton',
    answers: { 200: 'RepositoryIndex' },
    errors: [400],
  },
  'POST /v2/repository/models/{model}/load': {
    tag: 'models',
    summary: 'Looks at the registry now, and answers when the champion serves',
    answers: { 200: 'nothing' },
    errors: [400],
  },
  'POST /v2/repository/models/{model}/unload': {
    tag: 'models',
    summary: 'Stops to serve the model until it is loaded again',
    answers: { 200: 'nothing' },
    errors: [400],
  },
  'GET /v2/models/{model}/ready': {
    tag: 'health',
    summary: 'Whether the model takes traffic',
    answers: { 200: 'ModelReady' },
    errors: lookupErrors,
  },
  'GET /v2/health/live': {
    tag: 'health',
    summary: 'Whether the server runs',
    answers: { 200: 'Live' },
    errors: [],
  },
  'GET /v2/health/ready': {
    ...readiness,
    answers: { 200: 'Ready', 503: 'Ready' },
    errors: [],
  },
  'GET /v2': {
    tag: 'server',
    summary: 'Name, version and extensions of the server',
    answers: { 200: 'ServerMetadata' },
    errors: [],
  },
} satisfies Operations;
