/**
 * What the health checking protocol (grpc.io, "Health checking") tells of a service. Known are the server, by no name and by
 * that of its service, and each model by its own. Probes have no keys: where keys are asked for, models are not told.
 */

import type { CountedModel } from '../host/served-model.js';
import { healthListTooLong, healthServiceUnknown } from './errors.js';
import { openInferenceName } from './service-definition.js';

export type HealthStatus = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

export interface HealthQuestion {
  readonly service: string;
}

export interface HealthAnswer {
  readonly status: HealthStatus;
}

/** By the name of the service. */
export interface HealthList {
  readonly statuses: Readonly<Record<string, HealthAnswer>>;
}

export interface HealthSources {
  readonly models: {
    readonly names: readonly string[];
    readonly served: readonly Pick<CountedModel, 'model'>[];
  };
  readonly isReady: () => boolean;
  readonly areModelsTold: boolean;
}

/** As many as the server of grpc-go lists. */
const maxListed = 100;

const serverNames: readonly string[] = ['', openInferenceName];

export function healthStatus(
  service: string,
  { models, isReady, areModelsTold }: HealthSources,
): HealthStatus {
  const isServer = serverNames.includes(service);
  const isModel = areModelsTold && models.names.includes(service);
  if (!isServer && !isModel) return 'SERVICE_UNKNOWN';
  const isServed = isServer || models.served.some(({ model }) => model === service);
  return isServed && isReady() ? 'SERVING' : 'NOT_SERVING';
}

/** The method Check. @throws `HEALTH_SERVICE_UNKNOWN`. */
export function checkHealth({ service }: HealthQuestion, sources: HealthSources): HealthAnswer {
  const status = healthStatus(service, sources);
  if (status === 'SERVICE_UNKNOWN') throw healthServiceUnknown();
  return { status };
}

/** The method List: all that Check knows. @throws `HEALTH_LIST_TOO_LONG`. */
export function listHealth(sources: HealthSources): HealthList {
  const services = [...serverNames, ...(sources.areModelsTold ? sources.models.names : [])];
  if (services.length > maxListed) throw healthListTooLong(services.length, maxListed);
  const told = services.map((service) => [service, { status: healthStatus(service, sources) }]);
  return { statuses: Object.fromEntries(told) };
}
