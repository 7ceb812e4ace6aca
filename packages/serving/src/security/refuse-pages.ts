/**
 * A server without keys is protected by who reaches it, and any page that a person of this machine opens can have the
 * browser send requests there. Browsers name the page's origin in each request that may change something (Fetch standard,
 * 3.2), also where the page's own name was made to point here; other clients do not. Scoring by pages is left out of it.
 */

import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { addFirst } from '../http/first-hook.js';
import { noteRefusals } from '../http/route-refusals.js';
import { pageRefused } from './errors.js';
import { scopeOf } from './scopes.js';

/** To be called before all routes: those that change what is served take no requests of pages. */
export function refusePages(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (scopeOf({ url: route.url, methods: [route.method].flat() }, []) !== 'admin') return;
    addFirst(route, refuse);
    noteRefusals(route, [403]);
  });
}

const refuse: onRequestHookHandler = ({ headers }, _reply, done) =>
  done(headers.origin === undefined ? undefined : pageRefused());
