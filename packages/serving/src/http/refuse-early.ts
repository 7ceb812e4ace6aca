/** Refuses what would only be refused later before its body is read: under overload, parsing is what costs most. */

import type { onRequestHookHandler } from 'fastify';
import type { Scorer } from '../scoring/scorer.js';

/** For the routes that score. */
export function refuseEarly(scorer: Pick<Scorer, 'refuse'>): onRequestHookHandler {
  return (_request, _reply, done) => done(scorer.refuse());
}
