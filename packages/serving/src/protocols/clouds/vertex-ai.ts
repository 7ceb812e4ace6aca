/**
 * Vertex AI's custom containers: one path for health and one for predictions, both as Vertex names them. Vertex wraps
 * the answer itself (`deployedModelId` and the like come from there), so it holds the predictions alone.
 */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import { refuseEarly } from '../../http/refuse-early.js';
import type { CloudOptions } from '../../server-options.js';
import { chosenModel } from '../default-model.js';
import { parametersProblem } from '../empty-parameters.js';
import { isJsonObject, Problems } from '../problems.js';
import type { CloudRouteOptions } from './routes.js';

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
  addPath(
    app,
    patternOf(predictRoute),
    {
      POST: async (request, reply) => {
        const model = chosenModel(models.names, defaultModel);
        const body = instancesOf(request.body);
        const answer = await scoring.predictInstances({ model, body, request });
        return reply.type('application/json').send(answer);
      },
    },
    { beforeBody: refuseEarly(scoring.scorer) },
  );
}

/** Vertex' own routes end in `:predict`; Fastify writes a plain colon twice. */
function patternOf(route: string): string {
  return route.replaceAll(':', '::');
}

function instancesOf(body: unknown): unknown {
  const { instances, parameters }: Readonly<Record<string, unknown>> = isJsonObject(body) ? body : {};
  const problems = new Problems();
  const problem = parametersProblem('parameters', parameters);
  if (problem !== undefined) problems.add(problem);
  problems.throwIfAny();
  return instances;
}
