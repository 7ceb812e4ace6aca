/** `/metrics`, in the format that the scraper asks for. */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../http/add-path.js';
import type { ServerMetrics } from './server-metrics.js';

export function metricsRoutes(app: FastifyInstance, metrics: ServerMetrics): void {
  addPath(app, '/metrics', {
    GET: async (request, reply) => {
      const { contentType, body } = await metrics.expose(request.headers.accept);
      return reply.type(contentType).send(body);
    },
  });
}
