/** The paths of TensorFlow Serving and of KServe v1, which are those for rows as people write them. */

import { lookupErrors, scoringErrors } from '../error-responses.js';
import type { Operation, Operations } from './operation.js';

const versionStatus = {
  tag: 'models',
  summary: 'The state of the version',
  answers: { 200: 'VersionStatus' },
  errors: lookupErrors,
} as const satisfies Operation;

export const tensorflowServingOperations = {
  'POST /v1/models/{model}:predict': {
    tag: 'inference',
    summary: 'Rows in, predictions out',
    description:
      'Every feature column must be in every row; null is a missing value, where the column allows it. Rows may be lists of values in the order of the columns too; {"inputs": {column: [values]}} is answered in columns.',
    body: 'InstancesRequest',
    answers: { 200: 'PredictionsResponse' },
    errors: scoringErrors,
  },
  'POST /v1/models/{model}:explain': {
    tag: 'inference',
    summary: 'There are no explanations yet',
    answers: {},
    errors: [404, 501],
  },
  'GET /v1/models': {
    tag: 'models',
    summary: 'All models with their state',
    answers: { 200: 'ModelList' },
    errors: [],
  },
  'GET /v1/models/{model}': {
    tag: 'models',
    summary: 'The state of the model',
    answers: { 200: 'ModelStatus' },
    errors: [404],
  },
  'GET /v1/models/{model}/versions/{version}': versionStatus,
  'GET /v1/models/{model}/labels/{label}': versionStatus,
  'GET /v1/models/{model}/metadata': {
    tag: 'models',
    summary: 'Inputs and outputs of the model in the form of TensorFlow Serving',
    answers: { 200: 'Any' },
    errors: lookupErrors,
  },
} satisfies Operations;
