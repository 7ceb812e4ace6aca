/** The paths of every protocol, over whichever models are hosted. */

import type { FastifyInstance } from 'fastify';
import type { CloudOptions } from '../server-options.js';
import { cloudRoutes } from './clouds/routes.js';
import { mlflowRoutes } from './mlflow/routes.js';
import type { ModelScoring } from './model-scoring.js';
import { type OpenInferenceOptions, openInferenceRoutes } from './open-inference/routes.js';
import { tensorflowServingRoutes } from './tensorflow-serving/routes.js';

export interface ProtocolOptions extends OpenInferenceOptions {
  /** Undefined where the server has one model, or none was chosen. */
  readonly defaultModel: string | undefined;
  readonly clouds: CloudOptions;
}

export function protocolRoutes(app: FastifyInstance, options: ProtocolOptions, scoring: ModelScoring): void {
  openInferenceRoutes(app, options, scoring);
  tensorflowServingRoutes(app, options.models, scoring);
  mlflowRoutes(app, options, scoring);
  cloudRoutes(app, options.clouds, { ...options, scoring });
}
