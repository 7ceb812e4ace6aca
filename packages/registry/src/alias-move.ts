/** The rules of moving aliases, as a pure function from one state of a model to the next. */

import {
  type Alias,
  type AliasMove,
  aliases,
  type ModelVersion,
  type RegisteredModel,
} from '@waymark/contracts';
import { championChanged, unknownVersion, versionQuarantined } from './errors.js';

/**
 * The model after the move; the same object when everything is so already.
 * @param at ISO 8601, UTC.
 * @throws `CHAMPION_CHANGED`, `UNKNOWN_VERSION`, `VERSION_QUARANTINED`.
 */
export function applyAliasMove(model: RegisteredModel, move: AliasMove, at: string): RegisteredModel {
  refuseChangedChampion(model, move);
  refuseUnknownVersions(model, move);
  const moved = aliases.filter((alias) => {
    const target = move.aliases[alias];
    return target !== undefined && target !== (model.aliases[alias] ?? null);
  });
  const versions = quarantined(model.versions, move, at);
  const next: RegisteredModel = {
    ...model,
    versions,
    aliases: movedAliases(model.aliases, move.aliases),
    history: [
      ...model.history,
      { at, reason: move.reason, aliases: Object.fromEntries(moved.map((a) => [a, move.aliases[a]])) },
    ],
  };
  refuseQuarantinedChampion(next);
  return moved.length === 0 && versions === model.versions ? model : next;
}

function refuseChangedChampion(model: RegisteredModel, { expectedChampion }: AliasMove): void {
  const actual = model.aliases.champion ?? null;
  if (expectedChampion !== undefined && expectedChampion !== actual) {
    throw championChanged(model.model, { expected: expectedChampion, actual });
  }
}

function refuseUnknownVersions(model: RegisteredModel, move: AliasMove): void {
  const known = model.versions.map(({ version }) => version);
  const named = [...Object.values(move.aliases), ...(move.quarantine ?? [])];
  const unknown = named.filter((version) => version !== null).filter((version) => !known.includes(version));
  if (unknown.length > 0) throw unknownVersion(model.model, [...new Set(unknown)], known);
}

/** Checked on the result: quarantining the champion without moving it away is refused too. */
function refuseQuarantinedChampion({ model, versions, aliases: { champion } }: RegisteredModel): void {
  const quarantine = versions.find(({ version }) => version === champion)?.quarantine;
  if (champion !== undefined && quarantine) throw versionQuarantined(model, champion, quarantine.reason);
}

/** The first reason stays. The same array when nothing changes. */
function quarantined(
  versions: readonly ModelVersion[],
  { quarantine = [], reason }: AliasMove,
  at: string,
): readonly ModelVersion[] {
  const isNew = (version: ModelVersion) => !version.quarantine && quarantine.includes(version.version);
  if (!versions.some(isNew)) return versions;
  return versions.map((version) => (isNew(version) ? { ...version, quarantine: { reason, at } } : version));
}

function movedAliases(
  current: RegisteredModel['aliases'],
  targets: AliasMove['aliases'],
): RegisteredModel['aliases'] {
  const moved: Partial<Record<Alias, number>> = {};
  for (const alias of aliases) {
    const target = targets[alias] === undefined ? current[alias] : targets[alias];
    if (typeof target === 'number') moved[alias] = target;
  }
  return moved;
}
