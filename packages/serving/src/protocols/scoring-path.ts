/** A path that scores what comes in its body, in a form that is answered as text of JSON. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addPath } from '../http/add-path.js';
import { refuseEarly } from '../http/refuse-early.js';
import type { ModelScoring } from './model-scoring.js';

export interface ScoringPath extends Pick<ModelScoring, 'scorer'> {
  /** JSON text. */
  readonly answer: (request: FastifyRequest) => Promise<string>;
}

export function addScoringPath(app: FastifyInstance, url: string, { scorer, answer }: ScoringPath): void {
  addPath(
    app,
    url,
    { POST: async (request, reply) => reply.type('application/json').send(await answer(request)) },
    { beforeBody: refuseEarly(scorer) },
  );
}
