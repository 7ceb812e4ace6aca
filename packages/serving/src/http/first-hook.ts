/** A hook before those that a route has already: guards come before whatever else looks at a request. */

import type { onRequestAsyncHookHandler, onRequestHookHandler, RouteOptions } from 'fastify';

/** To be called while the route is added, by `onRoute`. */
export function addFirst(
  route: Pick<RouteOptions, 'onRequest'>,
  hook: onRequestHookHandler | onRequestAsyncHookHandler,
): void {
  const { onRequest } = route;
  route.onRequest = onRequest === undefined ? [hook] : [hook, ...[onRequest].flat()];
}
