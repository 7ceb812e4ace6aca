/**
 * The paths that clouds ask for, each only where its option is set: other names for what MLflow's and TensorFlow
 * Serving's paths do. SageMaker with one model, Lambda's web adapter and Azure ML's liveness need nothing from here:
 * `/ping`, `/invocations` and `/` are always there.
 */

import type { FastifyInstance } from 'fastify';
import type { CloudOptions } from '../../server-options.js';
import { acceptCsv } from '../mlflow/csv-body.js';
import { acceptNan } from '../mlflow/nan-json.js';
import { azureMlRoutes } from './azure-ml.js';
import type { CloudRouteOptions } from './route-options.js';
import { sageMakerRoutes } from './sage-maker.js';
import { vertexAiRoutes } from './vertex-ai.js';

/** In a scope of their own: only these and MLflow's paths take CSV, and NaN in JSON. */
export function cloudRoutes(app: FastifyInstance, clouds: CloudOptions, options: CloudRouteOptions): void {
  app.register(async (scope) => {
    acceptCsv(scope);
    acceptNan(scope);
    if (clouds.sageMakerMultiModel) sageMakerRoutes(scope, options);
    if (clouds.vertexAi) vertexAiRoutes(scope, clouds.vertexAi, options);
    if (clouds.azureMl) azureMlRoutes(scope, options);
  });
}
