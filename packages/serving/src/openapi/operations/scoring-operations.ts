/** The paths that name no model: those of MLflow's scoring server, and those that a cloud asks for. */

import { bodyErrors, scoringErrors } from '../error-responses.js';
import { type Operation, type Operations, readiness } from './operation.js';

/** In any of the forms that MLflow's scoring server takes. */
const invocation = {
  body: 'Invocation',
  otherBodies: ['text/csv'],
  answers: { 200: 'InvocationResponse' },
} as const satisfies Partial<Operation>;

const health = {
  ...readiness,
  answers: { 200: 'text/plain', 503: 'text/plain' },
  errors: [],
} as const satisfies Operation;

export const scoringOperations = {
  'POST /invocations': {
    ...{ tag: 'others', summary: 'MLflow’s scoring protocol, for the default model' },
    ...{ ...invocation, errors: scoringErrors, errorBody: 'MlflowError' },
  },
  'GET /ping': health,
  'GET /health': health,
  'GET /version': {
    tag: 'others',
    summary: 'The version of this server',
    answers: { 200: 'text/plain' },
    errors: [],
  },
  'POST /score': {
    ...{ tag: 'others', summary: 'Azure ML, for the default model' },
    ...{ ...invocation, errors: scoringErrors },
  },
  'GET /models': {
    tag: 'others',
    summary: 'SageMaker: the models that are loaded',
    answers: { 200: 'Any' },
    errors: [],
  },
  'POST /models': {
    tag: 'others',
    summary: 'SageMaker: loads a model',
    body: 'Any',
    answers: { 200: 'Any' },
    errors: [...bodyErrors, 409],
  },
  'GET /models/{name}': {
    tag: 'others',
    summary: 'SageMaker: a model that is loaded',
    answers: { 200: 'Any' },
    errors: [404],
  },
  'DELETE /models/{name}': {
    tag: 'others',
    summary: 'SageMaker: unloads a model',
    answers: { 200: 'Any' },
    errors: [404],
  },
  'POST /models/{name}/invoke': {
    ...{ tag: 'others', summary: 'SageMaker: scores rows as /invocations does' },
    ...{ ...invocation, errors: scoringErrors },
  },
} satisfies Operations;
