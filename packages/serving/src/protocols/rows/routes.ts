/** The paths for people: models with their state, and predictions for rows as objects. */

import type { FastifyInstance } from 'fastify';
import type { ModelStatus } from '../../host/model-host.js';
import type { ModelHosts } from '../../host/model-hosts.js';
import { addPath } from '../../http/add-path.js';
import type { Scorer } from '../../scoring/scorer.js';
import { type InstanceLimits, parseInstances } from './instances.js';
import { rowPredictions } from './predictions.js';

export interface RowsOptions {
  readonly scorer: Scorer;
  readonly limits: InstanceLimits;
  readonly hosts: ModelHosts;
}

export function rowsRoutes(app: FastifyInstance, { scorer, limits, hosts }: RowsOptions): void {
  addPath(app, '/v1/models', { GET: async () => ({ models: hosts.statuses.map(describe) }) });
  addPath(app, '/v1/models/:model', {
    // Fastify fills in what the path names.
    GET: async ({ params }) => describe(hosts.host((params as { model: string }).model).status),
  });
  addPath(app, '/v1/models/:model(^[^:/]+)::predict', {
    POST: async ({ params, body }) => {
      const served = hosts.serving((params as { model: string }).model);
      return rowPredictions(await scorer.score(served, parseInstances(body, served.contract, limits)));
    },
  });
}

function describe({ model, serving, refused }: ModelStatus) {
  return {
    name: model,
    ready: serving !== undefined,
    version: serving ? String(serving.version) : null,
    manifest_sha256: serving?.manifestSha256 ?? null,
    /** The champion, when it was refused and an older version or none serves in its place. */
    refused: refused ? { version: String(refused.version), reason: refused.reason, at: refused.at } : null,
  };
}
