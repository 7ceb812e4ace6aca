/**
 * Triton's model repository extension (extension_model_repository.md) over a registry that decides by itself what
 * serves: load looks at the registry now and answers when the champion serves; unload ends the serving until the next
 * load. Models and files of the client's are left out.
 */

import { WaymarkError } from '@waymark/contracts';
import { modelControlRefused } from '../../host/errors.js';
import type { ModelStatus } from '../../host/model-host.js';
import type { ModelHosts } from '../../host/model-hosts.js';
import type { ModelControl } from '../../server-options.js';
import { isJsonObject } from '../problems.js';

/** One version, or a model that has none. */
export interface RepositoryEntry {
  readonly name: string;
  readonly version?: string;
  readonly state: 'READY' | 'UNAVAILABLE';
  readonly reason: string;
}

/** The body may say `{"ready": true}` for those that take traffic only. */
export function repositoryIndex(hosts: ModelHosts, body: unknown): readonly RepositoryEntry[] {
  const entries = hosts.statuses.flatMap((status) => entriesOf(status, hosts));
  const isReadyOnly = isJsonObject(body) && body.ready === true;
  return isReadyOnly ? entries.filter(({ state }) => state === 'READY') : entries;
}

function entriesOf({ model: name, serving, refused }: ModelStatus, hosts: ModelHosts): RepositoryEntry[] {
  const entries: RepositoryEntry[] = [];
  if (serving) entries.push({ name, version: String(serving.version), state: 'READY', reason: '' });
  if (refused) {
    const { version, reason } = refused;
    entries.push({ name, version: String(version), state: 'UNAVAILABLE', reason });
  }
  if (entries.length > 0) return entries;
  const reason = hosts.host(name).isUnloaded ? 'unloaded' : 'no version is loaded yet';
  return [{ name, state: 'UNAVAILABLE', reason }];
}

/** @throws `MODEL_CONTROL_REFUSED` where clients may not load and unload. */
export function requireModelControl(modelControl: ModelControl): void {
  if (modelControl === 'none')
    throw modelControlRefused('that is switched off; start the server with WAYMARK_MODEL_CONTROL=explicit');
}

/** @throws `MODEL_CONTROL_REFUSED` with the reason. */
export async function loadModel(hosts: ModelHosts, model: string, body: unknown): Promise<void> {
  if (namesFiles(body))
    throw modelControlRefused('config and files come from the registry, and not with the request');
  const host = hosted(hosts, model);
  try {
    await host.load();
  } catch (error) {
    throw error instanceof WaymarkError ? modelControlRefused(error.message) : error;
  }
}

/** Requests under way are answered. @throws `MODEL_CONTROL_REFUSED`. */
export async function unloadModel(hosts: ModelHosts, model: string): Promise<void> {
  await hosted(hosts, model).unload();
}

/** Whether a request to load brings a configuration or files of its own. */
export function namesFiles(body: unknown): boolean {
  const parameters = isJsonObject(body) && isJsonObject(body.parameters) ? body.parameters : {};
  return Object.keys(parameters).some((name) => name === 'config' || name.startsWith('file:'));
}

function hosted(hosts: ModelHosts, model: string) {
  if (!hosts.names.includes(model))
    throw modelControlRefused(`this server hosts ${hosts.names.join(', ')} and nothing else`);
  return hosts.host(model);
}
