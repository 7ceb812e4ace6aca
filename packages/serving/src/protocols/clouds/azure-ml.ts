/**
 * Azure ML's managed online endpoints with a container of one's own: `/score`. It takes `input_data`, the form that
 * Azure documents for MLflow models (split, columns or rows), and all that `/invocations` takes; it answers the same.
 */

import type { FastifyInstance } from 'fastify';
import { chosenModel } from '../default-model.js';
import { isJsonObject } from '../problems.js';
import { addScoringPath } from '../scoring-path.js';
import type { CloudRouteOptions } from './route-options.js';

export function azureMlRoutes(
  app: FastifyInstance,
  { models, defaultModel, scoring }: CloudRouteOptions,
): void {
  addScoringPath(app, '/score', {
    scorer: scoring.scorer,
    answer: async (request) => {
      const model = chosenModel(models.names, defaultModel);
      return scoring.invoke({ model, body: asInvocation(request.body), request });
    },
  });
}

/** `input_data` under the name that MLflow's scoring server has for its form. */
function asInvocation(body: unknown): unknown {
  if (!isJsonObject(body) || !Object.hasOwn(body, 'input_data')) return body;
  const { input_data: input, ...rest } = body;
  if (!isJsonObject(input)) return { ...rest, instances: input };
  return Object.hasOwn(input, 'data') && Object.hasOwn(input, 'columns')
    ? { ...rest, dataframe_split: input }
    : { ...rest, inputs: input };
}
