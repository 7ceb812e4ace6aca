/** The rollout of a model: shown to everyone, set and ended where clients control models. */

import type { FastifyInstance } from 'fastify';
import type { ModelHost } from '../host/model-host.js';
import type { ModelHosts } from '../host/model-hosts.js';
import { addPath } from '../http/add-path.js';
import { requireModelControl } from '../protocols/open-inference/model-repository.js';
import type { ModelControl } from '../server-options.js';
import { describeRollout, parseRollout } from './rollout-document.js';

export interface RolloutRouteOptions {
  readonly hosts: ModelHosts;
  readonly modelControl: ModelControl;
}

export function rolloutRoutes(app: FastifyInstance, { hosts, modelControl }: RolloutRouteOptions): void {
  // Fastify fills in what the path names.
  const hostOf = (params: unknown) => hosts.host((params as { readonly model: string }).model);
  const set = async ({ params, body }: { readonly params: unknown; readonly body: unknown }) => {
    requireModelControl(modelControl);
    const host = hostOf(params);
    await host.setRollout(parseRollout(body));
    return statusOf(host);
  };
  addPath(app, '/v1/models/:model/rollout', {
    GET: async ({ params }) => statusOf(hostOf(params)),
    PUT: set,
    POST: set,
    DELETE: async ({ params }) => {
      requireModelControl(modelControl);
      const host = hostOf(params);
      await host.setRollout(undefined);
      return statusOf(host);
    },
  });
}

function statusOf({ rollout, serving }: ModelHost) {
  const { document, active, candidate, waiting } = rollout ?? {};
  if (!document) return { state: 'none', waiting };
  // A rollout has the champion before for a moment more than the model: who answers is told.
  const champion = active?.parts.champion ?? serving;
  return {
    state: document.ended ? 'ended' : active ? 'active' : 'waiting',
    champion_version: champion ? String(champion.version) : null,
    candidate_version: candidate ? String(candidate.version) : null,
    waiting,
    rollout: describeRollout(document),
  };
}
