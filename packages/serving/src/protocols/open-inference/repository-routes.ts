/** The paths of the model repository extension. Load and unload answer with an empty body when they are done. */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import type { ModelControl } from '../../server-options.js';
import type { HostedModels } from '../hosted-models.js';
import { acceptEmptyJson } from './empty-json.js';
import { loadModel, repositoryIndex, requireModelControl } from './model-repository.js';

export interface RepositoryOptions {
  readonly models: HostedModels;
  readonly modelControl: ModelControl;
}

export function repositoryRoutes(app: FastifyInstance, options: RepositoryOptions): void {
  app.register(async (scope) => {
    acceptEmptyJson(scope);
    addPaths(scope, options);
  });
}

function addPaths(app: FastifyInstance, { models, modelControl }: RepositoryOptions): void {
  addPath(app, '/v2/repository/index', { POST: async ({ body }) => repositoryIndex(models, body) });
  addPath(app, '/v2/repository/models/:model/load', {
    POST: async ({ params, body }, reply) => {
      await loadModel(models, controlled(params, modelControl), body);
      return reply.send();
    },
  });
  addPath(app, '/v2/repository/models/:model/unload', {
    POST: async ({ params }, reply) => {
      await models.unload(controlled(params, modelControl));
      return reply.send();
    },
  });
}

/** @throws `MODEL_CONTROL_OFF`. */
function controlled(params: unknown, modelControl: ModelControl): string {
  requireModelControl(modelControl);
  // Fastify fills in what the path names.
  return (params as { readonly model: string }).model;
}
