/** What can be wrong with a call of gRPC that HTTP does not have. */

import { ServingError } from '../serving-error.js';

/** A health check names none of the services of this server. */
export function healthServiceUnknown(): ServingError {
  return new ServingError(
    "the service must be '' for the server, inference.GRPCInferenceService, or the name of a model, which is not told where keys are asked for",
    { code: 'HEALTH_SERVICE_UNKNOWN', kind: 'usage', status: 404 },
  );
}
