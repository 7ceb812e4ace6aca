/** The paths of the model repository extension. Load and unload answer with an empty body when they are done. */

import type { FastifyInstance } from 'fastify';
import type { ModelHosts } from '../../host/model-hosts.js';
import { addPath } from '../../http/add-path.js';
import type { ModelControl } from '../../server-options.js';
import { loadModel, repositoryIndex, requireModelControl, unloadModel } from './model-repository.js';

export interface RepositoryOptions {
  readonly hosts: ModelHosts;
  readonly modelControl: ModelControl;
}

export function repositoryRoutes(app: FastifyInstance, { hosts, modelControl }: RepositoryOptions): void {
  addPath(app, '/v2/repository/index', { POST: async ({ body }) => repositoryIndex(hosts, body) });
  addPath(app, '/v2/repository/models/:model/load', {
    POST: async ({ params, body }, reply) => {
      await loadModel(hosts, controlled(params, modelControl), body);
      return reply.send();
    },
  });
  addPath(app, '/v2/repository/models/:model/unload', {
    POST: async ({ params }, reply) => {
      await unloadModel(hosts, controlled(params, modelControl));
      return reply.send();
    },
  });
}

/** @throws `MODEL_CONTROL_REFUSED` where clients may not do that. */
function controlled(params: unknown, modelControl: ModelControl): string {
  requireModelControl(modelControl);
  // Fastify fills in what the path names.
  return (params as { readonly model: string }).model;
}
