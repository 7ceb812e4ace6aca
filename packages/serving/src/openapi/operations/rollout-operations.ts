/** A second version beside the champion. */

import { bodyErrors } from '../error-responses.js';
import type { Operation, Operations } from './operation.js';

const set = {
  tag: 'models',
  summary: 'Begins a rollout: a canary, a shadow or an A/B test',
  description:
    'Answered once the version is loaded beside the champion, and the rollout kept over restarts. A request is dealt by its header X-Waymark-Key, else its parameter key or sequence_id, else at random.',
  body: 'Rollout',
  answers: { 200: 'RolloutStatus' },
  errors: [...bodyErrors, 404, 409, 503],
} as const satisfies Operation;

export const rolloutOperations = {
  'GET /v1/models/{model}/rollout': {
    tag: 'models',
    summary: 'The rollout of the model, and how it stands',
    answers: { 200: 'RolloutStatus' },
    errors: [404],
  },
  'PUT /v1/models/{model}/rollout': set,
  'POST /v1/models/{model}/rollout': set,
  'DELETE /v1/models/{model}/rollout': {
    tag: 'models',
    summary: 'Ends the rollout: the champion answers alone',
    answers: { 200: 'RolloutStatus' },
    errors: [400, 404],
  },
} satisfies Operations;
