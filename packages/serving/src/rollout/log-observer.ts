/** Writes to the server's log what becomes of rollouts. */

import type { FastifyBaseLogger } from 'fastify';
import type { RolloutObserver } from './model-rollout.js';

export function logRollouts(log: FastifyBaseLogger): RolloutObserver {
  return {
    rolloutBegan({ mode, weight }, { model, version }) {
      log.info({ model, version, mode, weight }, 'a rollout began');
    },
    rolloutWaits(model, reason) {
      log.error({ model, reason }, 'a rollout cannot go on as asked');
    },
    rolloutEnded(model, reason) {
      log.warn({ model, reason }, 'a rollout ended: the champion answers alone');
    },
    rolloutNotKept(model, error) {
      log.error(
        { model, reason: error.message },
        'the end of a rollout could not be written down; trying again',
      );
    },
  };
}
