/**
 * Vertex AI's custom containers: one path for health and one for predictions, both as Vertex names them. Vertex wraps
 * the answer itself (`deployedModelId` and the like come from there), so it holds the predictions alone.
 */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import { refuseEarly } from '../../http/refuse-early.js';
import { termsOf } from '../../http/request-terms.js';
import type { CloudOptions } from '../../server-options.js';
import { servedByDefault } from '../default-model.js';
import { parametersProblem } from '../empty-parameters.js';
import { isJsonObject, Problems } from '../problems.js';
import { parseInstances } from '../rows/instances.js';
import { rowPredictions } from '../rows/predictions.js';
import type { CloudRouteOptions } from './routes.js';

export function vertexAiRoutes(
  app: FastifyInstance,
  { healthRoute, predictRoute }: NonNullable<CloudOptions['vertexAi']>,
  { hosts, defaultModel, isReady, limits, scorer }: CloudRouteOptions,
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
      POST: async (request) => {
        const served = servedByDefault(hosts, defaultModel, request);
        const instances = instancesOf(request.body);
        const asked = parseInstances(instances, 'instances', { contract: served.contract, limits });
        const { predictions } = rowPredictions(await scorer.score(served, asked, termsOf(request)));
        return { predictions };
      },
    },
    { beforeBody: refuseEarly(scorer) },
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
