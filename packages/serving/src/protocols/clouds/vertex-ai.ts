/**
 * Vertex AI's custom containers: one path for health and one for predictions, both as Vertex names them. Vertex wraps
 * the answer itself (`deployedModelId` and the like come from there), so it holds the predictions alone.
 */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import type { CloudOptions } from '../../server-options.js';
import { chosenModel } from '../default-model.js';
import { parametersProblem } from '../empty-parameters.js';
import { isJsonObject, type JsonObject, Problems } from '../problems.js';
import { addScoringPath } from '../scoring-path.js';
import type { CloudRouteOptions } from './route-options.js';

export function vertexAiRoutes(
  app: FastifyInstance,
  { healthRoute, predictRoute }: NonNullable<CloudOptions['vertexAi']>,
  { models, defaultModel, isReady, scoring }: CloudRouteOptions,
): void {
  const health = patternOf(healthRoute);
  // It may be a path that is here anyway, such as /ping or /v2/health/ready.
  if (!app.hasRoute({ method: 'GET', url: health }))
    addPath(app, health, {
      GET: async (_, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }),
    });
  addScoringPath(app, patternOf(predictRoute), {
    scorer: scoring.scorer,
    answer: async (request) => {
      const model = chosenModel(models.names, defaultModel);
      return scoring.predictInstances({ model, body: instancesOf(request.body), request });
    },
  });
}

/** Vertex' own routes end in `:predict`; Fastify writes a plain colon twice. */
function patternOf(route: string): string {
  return route.replaceAll(':', '::');
}

function instancesOf(body: unknown): unknown {
  const { instances, parameters }: JsonObject = isJsonObject(body) ? body : {};
  const problems = new Problems();
  const problem = parametersProblem('parameters', parameters);
  if (problem !== undefined) problems.add(problem);
  problems.throwIfAny();
  return instances;
}
