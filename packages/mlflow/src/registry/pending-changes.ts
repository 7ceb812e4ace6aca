/**
 * What the embedded registry has and the server has not, as calls of the server's registry. Numbers of versions differ
 * between the two until they are in step, so bundles are named by their hashes.
 */

import {
  type Alias,
  type AliasChange,
  type AliasMove,
  aliases,
  type ModelVersion,
  type RegisteredModel,
} from '@waymark/contracts';
import type { SyncBase } from './sync-base.js';

/** A decision of the embedded registry; versions are hashes. */
export interface PendingChange {
  readonly at: string;
  readonly reason: string;
  readonly aliases: Readonly<Partial<Record<Alias, string | null>>>;
  readonly quarantine: readonly string[];
  /** The champion that it was decided against; undefined when it leaves the champion alone. */
  readonly expectedChampion: string | null | undefined;
}

export interface PendingChanges {
  readonly versions: readonly ModelVersion[];
  readonly changes: readonly PendingChange[];
}

/** In the order in which they happened. */
export function pendingChanges(local: RegisteredModel | undefined, base: SyncBase): PendingChanges {
  if (!local) return { versions: [], changes: [] };
  const versions = local.versions.filter(({ manifestSha256 }) => !base.versions.includes(manifestSha256));
  const changes: PendingChange[] = [];
  let { champion } = base;
  for (const entry of local.history.slice(base.changes)) {
    const change = changeOf(local, entry, champion);
    changes.push(change);
    if (change.aliases.champion !== undefined) champion = change.aliases.champion;
  }
  return { versions, changes };
}

function changeOf(local: RegisteredModel, entry: AliasChange, champion: string | null): PendingChange {
  const hashes = new Map(local.versions.map(({ version, manifestSha256 }) => [version, manifestSha256]));
  const moved: Partial<Record<Alias, string | null>> = {};
  for (const alias of aliases) {
    const target = entry.aliases[alias];
    if (target !== undefined) moved[alias] = target === null ? null : (hashes.get(target) ?? null);
  }
  const { at, reason } = entry;
  const quarantine = local.versions
    .filter((version) => version.quarantine?.at === at && version.quarantine.reason === reason)
    .map(({ manifestSha256 }) => manifestSha256);
  const expectedChampion = moved.champion === undefined ? undefined : champion;
  return { at, reason, aliases: moved, quarantine, expectedChampion };
}

/** The change in the server's numbers. An expected champion that the server does not know is 0: no champion is. */
export function moveOf(change: PendingChange, remote: RegisteredModel | undefined): AliasMove {
  const numbers = new Map(remote?.versions.map(({ version, manifestSha256 }) => [manifestSha256, version]));
  const numberOf = (hash: string | null) => (hash === null ? null : (numbers.get(hash) ?? 0));
  const targets: Partial<Record<Alias, number | null>> = {};
  for (const alias of aliases) {
    const target = change.aliases[alias];
    if (target !== undefined) targets[alias] = numberOf(target);
  }
  const { reason, expectedChampion } = change;
  return {
    ...{ aliases: targets, reason },
    quarantine: change.quarantine.flatMap((hash) => numbers.get(hash) ?? []),
    ...(expectedChampion === undefined ? {} : { expectedChampion: numberOf(expectedChampion) }),
  };
}
