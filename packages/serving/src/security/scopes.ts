/**
 * What a key or a token may do, and which path asks for what. A path that is not named here asks for `infer`, and for
 * `admin` where its method changes something.
 */

export const scopes = ['infer', 'admin', 'metrics'] as const;
export type Scope = (typeof scopes)[number];

export function isScope(value: unknown): value is Scope {
  return scopes.some((scope) => scope === value);
}

/** They tell that the server is alive and ready, and nothing else: probes have no keys. */
const openRoutes = ['/v2/health/live', '/v2/health/ready', '/health', '/ping'];

const metricsRoutes = ['/metrics'];

/** What changes what is served. */
const adminRoutes = ['/v2/repository/models/:model/load', '/v2/repository/models/:model/unload'];

/** SageMaker's `/models` lists, loads and scores, and a rollout is shown and set: their methods tell which. */
const adminRequests = ['POST /models', 'POST /v1/models/:model/rollout'];

/** No prediction is asked for by them, wherever they are. */
const changingMethods = ['PUT', 'PATCH', 'DELETE'];

/** The same for the methods of gRPC's services: the health's are the last three. */
const openMethods = ['ServerLive', 'ServerReady', 'Check', 'List', 'Watch'];
const adminMethods = ['RepositoryModelLoad', 'RepositoryModelUnload'];

export interface RouteMethods {
  /** The pattern, as Fastify has it. */
  readonly url: string;
  /** Several where they are refused with 405: then they change nothing. */
  readonly methods: readonly string[];
}

/**
 * What a route asks for; undefined where it is open.
 * @param healthRoutes paths for health beside the usual ones.
 */
export function scopeOf({ url, methods }: RouteMethods, healthRoutes: readonly string[]): Scope | undefined {
  if (metricsRoutes.includes(url)) return 'metrics';
  const [method = '', ...others] = methods;
  const isChange = changingMethods.includes(method) || adminRequests.includes(`${method} ${url}`);
  if (adminRoutes.includes(url) || (isChange && others.length === 0)) return 'admin';
  return openRoutes.includes(url) || healthRoutes.includes(url) ? undefined : 'infer';
}

/** What a method of gRPC asks for; undefined where it is open. */
export function scopeOfMethod(method: string): Scope | undefined {
  if (adminMethods.includes(method)) return 'admin';
  return openMethods.includes(method) ? undefined : 'infer';
}
