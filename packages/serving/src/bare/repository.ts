/**
 * Triton's model repository extension (extension_model_repository.md) over a folder: its index tells what is loaded and
 * why the rest is not; load looks at the folder now. Models and files of the client's are left out.
 */

import type { FastifyInstance } from 'fastify';
import { modelControlRefused } from '../host/errors.js';
import { addPath } from '../http/add-path.js';
import {
  namesFiles,
  type RepositoryEntry,
  requireModelControl,
} from '../protocols/open-inference/model-repository.js';
import { isJsonObject } from '../protocols/problems.js';
import type { ModelControl } from '../server-options.js';
import type { BareHost } from './bare-host.js';
import type { BareHosts } from './bare-hosts.js';

export interface BareRepositoryOptions {
  readonly hosts: BareHosts;
  readonly modelControl: ModelControl;
}

export function bareRepositoryRoutes(
  app: FastifyInstance,
  { hosts, modelControl }: BareRepositoryOptions,
): void {
  // Fastify fills in what the path names.
  const modelOf = (params: unknown) => (params as { readonly model: string }).model;
  addPath(app, '/v2/repository/index', { POST: async ({ body }) => bareIndex(hosts, body) });
  addPath(app, '/v2/repository/models/:model/load', {
    POST: async ({ params, body }, reply) => {
      requireModelControl(modelControl);
      await loadBare(hosts, modelOf(params), body);
      return reply.send();
    },
  });
  addPath(app, '/v2/repository/models/:model/unload', {
    POST: async ({ params }, reply) => {
      requireModelControl(modelControl);
      await unloadBare(hosts, modelOf(params));
      return reply.send();
    },
  });
}

/** The body may say `{"ready": true}` for those that take traffic only. */
export function bareIndex(hosts: BareHosts, body: unknown): readonly RepositoryEntry[] {
  const entries = hosts.all.flatMap(entriesOf);
  return isJsonObject(body) && body.ready === true
    ? entries.filter(({ state }) => state === 'READY')
    : entries;
}

function entriesOf({
  model: name,
  versions,
  refused,
  problem,
  isUnloaded,
}: BareHost): readonly RepositoryEntry[] {
  const ready = versions.map(
    ({ version }): RepositoryEntry => ({
      ...{ name, version: String(version), state: 'READY', reason: '' },
    }),
  );
  const unavailable = refused
    // What serves from before is both: its new file was refused.
    .map(
      ({ version, reason }): RepositoryEntry => ({
        ...{ name, version: String(version), state: 'UNAVAILABLE', reason },
      }),
    );
  const whole: readonly RepositoryEntry[] =
    problem === undefined ? [] : [{ name, state: 'UNAVAILABLE', reason: problem }];
  const entries = [...ready, ...unavailable, ...whole];
  if (entries.length > 0) return entries;
  const reason = isUnloaded ? 'unloaded' : 'no version is loaded yet';
  return [{ name, state: 'UNAVAILABLE', reason }];
}

/** @throws `MODEL_CONTROL_REFUSED` with the reason. */
export async function loadBare(hosts: BareHosts, model: string, body: unknown): Promise<void> {
  if (namesFiles(body))
    throw modelControlRefused('config and files come from the folder, and not with the request');
  if (!(await hosts.load(model))) throw modelControlRefused(`the folder has no model of that name`);
  const { problem, refused, serving } = hosts.host(model);
  const reasons = [problem, ...refused.map(({ reason }) => reason)].filter((reason) => reason !== undefined);
  if (reasons.length > 0 || !serving) throw modelControlRefused(reasons.join('; '));
}

/** Requests under way are answered. @throws `MODEL_CONTROL_REFUSED`. */
export async function unloadBare(hosts: BareHosts, model: string): Promise<void> {
  if (!hosts.names.includes(model)) throw modelControlRefused('the folder has no model of that name');
  await hosts.unload(model);
}
