/** The protocol's paths about the server, the same whatever models it has. Health is told by the status. */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import type { BatchStatistics } from '../../metrics/batch-statistics.js';
import type { HostedModels } from '../hosted-models.js';
import { serverMetadata } from './metadata.js';
import { modelStatistics } from './model-statistics.js';

export interface ServerRouteOptions {
  readonly models: Pick<HostedModels, 'served'>;
  readonly statistics: BatchStatistics;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
}

export function serverRoutes(app: FastifyInstance, options: ServerRouteOptions): void {
  const { models, statistics, serverVersion, isReady } = options;
  addPath(app, '/v2', { GET: async () => serverMetadata(serverVersion) });
  addPath(app, '/v2/health/live', { GET: async () => ({ live: true }) });
  addPath(app, '/v2/health/ready', {
    GET: async (_, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }),
  });
  addPath(app, '/v2/models/stats', { GET: async () => modelStatistics(models.served, statistics) });
}
