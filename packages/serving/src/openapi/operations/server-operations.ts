/** The server itself, and labels. */

import { bodyErrors } from '../error-responses.js';
import type { Operations } from './operation.js';

export const serverOperations = {
  'GET /': {
    tag: 'server',
    summary: 'What is here; a page with a form for browsers',
    answers: { 200: 'Index' },
    errors: [404],
  },
  'GET /openapi.json': {
    tag: 'server',
    summary: 'This document',
    answers: { 200: 'OpenApi' },
    errors: [],
  },
  'GET /metrics': {
    tag: 'server',
    summary: 'Metrics for Prometheus: as text, OpenMetrics or protobuf, by the header Accept',
    answers: { 200: 'text/plain' },
    errors: [],
  },
  'POST /v1/feedback': {
    tag: 'feedback',
    summary: 'The true labels of earlier predictions, by prediction id',
    description: 'Answered once they are on disk. Each label has a status of its own in the answer.',
    body: 'FeedbackRequest',
    answers: { 200: 'FeedbackResponse' },
    errors: [...bodyErrors, 503],
  },
} satisfies Operations;
