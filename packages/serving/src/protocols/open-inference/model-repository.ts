/**
 * Triton's model repository extension (extension_model_repository.md): the index tells what serves and why the rest does
 * not; load answers when the model serves, and unload ends the serving until the next load. Models and files of the
 * client's are left out.
 */

import { modelControlOff, modelControlRefused } from '../../host/errors.js';
import type { ModelControl } from '../../server-options.js';
import type { HostedModels, ModelState } from '../hosted-models.js';
import { isJsonObject } from '../problems.js';

/** One version, or a model that has none. */
export interface RepositoryEntry {
  readonly name: string;
  readonly version?: string;
  readonly state: 'READY' | 'UNAVAILABLE';
  readonly reason: string;
}

/** The body may say `{"ready": true}` for those that take traffic only. */
export function repositoryIndex({ states }: HostedModels, body: unknown): readonly RepositoryEntry[] {
  const entries = states.flatMap(entriesOf);
  const isReadyOnly = isJsonObject(body) && body.ready === true;
  return isReadyOnly ? entries.filter(({ state }) => state === 'READY') : entries;
}

/** A version that was refused may serve too, with its files from before. */
function entriesOf({ model: name, versions, refused, problem, isUnloaded }: ModelState): RepositoryEntry[] {
  const entries: RepositoryEntry[] = versions.map(({ version }) => ({
    ...{ name, version: String(version), state: 'READY', reason: '' },
  }));
  for (const { version, reason } of refused)
    entries.push({ name, version: String(version), state: 'UNAVAILABLE', reason });
  if (problem !== undefined) entries.push({ name, state: 'UNAVAILABLE', reason: problem });
  if (entries.length > 0) return entries;
  const reason = isUnloaded ? 'unloaded' : 'no version is loaded yet';
  return [{ name, state: 'UNAVAILABLE', reason }];
}

/** @throws `MODEL_CONTROL_OFF` where clients may not change what is served. */
export function requireModelControl(modelControl: ModelControl): void {
  if (modelControl === 'none') throw modelControlOff();
}

/** @throws `MODEL_CONTROL_REFUSED` with the reason. */
export async function loadModel(models: HostedModels, model: string, body: unknown): Promise<void> {
  if (namesFiles(body))
    throw modelControlRefused(`config and files come from the ${models.source}, and not with the request`);
  await models.load(model);
}

/** Whether a request to load brings a configuration or files of its own. */
function namesFiles(body: unknown): boolean {
  const parameters = isJsonObject(body) && isJsonObject(body.parameters) ? body.parameters : {};
  return Object.keys(parameters).some((name) => name === 'config' || name.startsWith('file:'));
}
