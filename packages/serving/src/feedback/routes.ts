/** `POST /v1/feedback`: late labels by prediction id. */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../http/add-path.js';
import { acceptFeedback, type FeedbackContext, parseFeedback } from './accept-feedback.js';

export interface FeedbackOptions extends FeedbackContext {
  /** Settles when the ids of earlier runs are known. */
  readonly isIndexed: Promise<void>;
  readonly maxLabels: number;
}

export function feedbackRoutes(
  app: FastifyInstance,
  { isIndexed, maxLabels, ...context }: FeedbackOptions,
): void {
  addPath(app, '/v1/feedback', {
    POST: async ({ body }) => {
      const labels = parseFeedback(body, maxLabels);
      await isIndexed;
      return { results: await acceptFeedback(labels, context) };
    },
  });
}
