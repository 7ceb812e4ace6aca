/** What can be wrong with a call of gRPC that HTTP does not have. */

import { ServingError } from '../serving-error.js';

/** A health check names none of the services of this server. */
export function healthServiceUnknown(): ServingError {
  return new ServingError(
    "the service must be '' for the server, inference.GRPCInferenceService, or the name of a model, which is not told where keys are asked for",
    { code: 'HEALTH_SERVICE_UNKNOWN', kind: 'usage', status: 404 },
  );
}

/** There are more services than one list of their health may have. */
export function healthListTooLong(services: number, maxServices: number): ServingError {
  return new ServingError(
    `a list of health may have at most ${maxServices} services, and there are ${services}; ask Check for single ones`,
    { code: 'HEALTH_LIST_TOO_LONG', kind: 'usage', status: 413 },
  );
}
