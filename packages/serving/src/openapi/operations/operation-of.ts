/** Everything that is known of paths, and what is said of a path that is not. */

import { openInferenceOperations } from './open-inference-operations.js';
import type { Operation, Operations } from './operation.js';
import { rolloutOperations } from './rollout-operations.js';
import { scoringOperations } from './scoring-operations.js';
import { serverOperations } from './server-operations.js';
import { tensorflowServingOperations } from './tensorflow-serving-operations.js';

export const operations: Operations = {
  ...tensorflowServingOperations,
  ...openInferenceOperations,
  ...rolloutOperations,
  ...scoringOperations,
  ...serverOperations,
};

/**
 * A path that names a version or a label mostly means the same as the one that does not. One that nobody described, such as
 * those that Vertex AI makes up, is still in the document.
 */
export function operationOf(route: string): Operation {
  const plain = route.replace(/\/(?:versions|labels)\/\{\w+\}/, '');
  return operations[route] ?? operations[plain] ?? undescribed(route);
}

function undescribed(route: string): Operation {
  const body = route.startsWith('POST ') ? ({ body: 'Any' } as const) : {};
  return { tag: 'others', summary: route, ...body, answers: { 200: 'Any' }, errors: [] };
}
