/**
 * Brings the embedded registry and a server into step: what was decided here is sent, in order and once, and then what
 * the server has is in force here. A decision is sent with the champion that it was made against, so that an older one
 * never undoes what somebody else did on the server meanwhile: it is dropped, and said so.
 */

import { isDeepStrictEqual } from 'node:util';
import { WaymarkError } from '@waymark/contracts';
import type { FileModelRegistry } from '@waymark/registry';
import type { MlflowModelRegistry } from './mlflow-model-registry.js';
import { moveOf, type PendingChange, type PendingChanges, pendingChanges } from './pending-changes.js';
import { baseOf, nothingInCommon, readSyncBase, type SyncPlace, writeSyncBase } from './sync-base.js';

export interface SyncSides {
  readonly local: FileModelRegistry;
  readonly remote: MlflowModelRegistry;
  readonly place: SyncPlace;
}

/** A decision that the server's registry refused. */
export interface DroppedChange {
  readonly reason: string;
  readonly error: WaymarkError;
}

export interface ModelSync {
  /** Versions and moves that the server got. */
  readonly sent: number;
  readonly dropped: readonly DroppedChange[];
}

/** What is said of a move that does not fit any more, and of a bundle that is not here any more. */
const refusals: ReadonlySet<string> = new Set([
  'CHAMPION_CHANGED',
  'VERSION_QUARANTINED',
  'UNKNOWN_MODEL',
  'UNKNOWN_VERSION',
  'BUNDLE_MISSING',
  'BUNDLE_TAMPERED',
]);

/** @throws What the server's registry throws; what was sent by then is not sent again. */
export async function syncModel(sides: SyncSides): Promise<ModelSync> {
  const { local, remote, place } = sides;
  const dropped: DroppedChange[] = [];
  for (let asked = 0; ; ) {
    const before = await local.model(place.model);
    const there = await remote.model(place.model);
    // A server that has lost the model gets all of it again.
    const base = there ? await readSyncBase(place) : nothingInCommon;
    const pending = pendingChanges(before, base);
    const count = pending.versions.length + pending.changes.length;
    dropped.push(...(await send(pending, sides)));
    asked += count;
    const after = count === 0 ? there : await remote.model(place.model);
    if (!after) return { sent: asked - dropped.length, dropped };
    // Another process may have decided something here meanwhile: then that is sent too.
    if (isDeepStrictEqual(before, after) || (await local.replace(place.model, before, after))) {
      if (!isDeepStrictEqual(base, baseOf(after))) await writeSyncBase(place, after);
      return { sent: asked - dropped.length, dropped };
    }
  }
}

async function send(
  { versions, changes }: PendingChanges,
  { local, remote, place }: SyncSides,
): Promise<readonly DroppedChange[]> {
  const dropped: DroppedChange[] = [];
  for (const entry of versions) {
    const folder = await local.bundleFolder(place.model, entry.version);
    const error = await refusalOf(() => remote.register(folder, entry, entry.registeredAt));
    if (error) dropped.push({ reason: `version ${entry.version}`, error });
  }
  for (const change of changes) {
    const error = await move(change, { remote, place });
    if (error) dropped.push({ reason: change.reason, error });
  }
  return dropped;
}

/** A quarantine counts even when the rest of its move does not fit any more. */
async function move(
  change: PendingChange,
  { remote, place }: Omit<SyncSides, 'local'>,
): Promise<WaymarkError | undefined> {
  const { at } = change;
  const whole = moveOf(change, await remote.model(place.model));
  const error = await refusalOf(() => remote.moveAliases(place.model, whole, at));
  const { reason, quarantine = [] } = whole;
  if (error && quarantine.length > 0)
    await refusalOf(() => remote.moveAliases(place.model, { aliases: {}, reason, quarantine }, at));
  return error;
}

async function refusalOf(attempt: () => Promise<unknown>): Promise<WaymarkError | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof WaymarkError && refusals.has(error.code)) return error;
    throw error;
  }
}
