/**
 * Rolling back: the champion goes, the version before it comes back, and the bad one is quarantined, all in one
 * write, so that no restart and no late promotion brings it back. Works on every ModelRegistry.
 */

import type { ModelRegistry, RegisteredModel } from '@waymark/contracts';
import { nothingToRollBack, unknownModel } from './errors.js';

export interface RollbackOptions {
  /** Goes into the history and the quarantine. */
  readonly reason: string;
  /** The version to go back to. Default: `previousChampion`. */
  readonly to?: number;
}

export interface RollbackResult {
  readonly from: number;
  readonly to: number;
  readonly model: RegisteredModel;
}

/**
 * Makes an earlier version the champion again and quarantines the present one. `previous` then is the champion
 * before the restored one, or is removed when there is none to go back to.
 * @throws `UNKNOWN_MODEL`, `NOTHING_TO_ROLL_BACK`; `UNKNOWN_VERSION` and `VERSION_QUARANTINED` for a bad `to`;
 * `CHAMPION_CHANGED` when another process moved the champion meanwhile.
 */
export async function rollback(
  registry: ModelRegistry,
  name: string,
  options: RollbackOptions,
): Promise<RollbackResult> {
  const model = await registry.model(name);
  if (!model) throw unknownModel(name);
  const from = model.aliases.champion;
  if (from === undefined) throw nothingToRollBack(name, 'it has no champion');
  const to = options.to ?? previousChampion(model);
  if (to === undefined) throw nothingToRollBack(name, `no usable champion came before version ${from}`);
  if (to === from) throw nothingToRollBack(name, `version ${from} is the champion already`);
  const moved = await registry.moveAliases(name, {
    aliases: { champion: to, previous: championBefore(model, to) ?? null },
    reason: options.reason,
    quarantine: [from],
    expectedChampion: from,
  });
  return { from, to, model: moved };
}

/**
 * What a rollback goes back to: the alias `previous`, or when that version was quarantined, the champion before it.
 * Undefined when there is neither.
 */
export function previousChampion(model: RegisteredModel): number | undefined {
  const { previous } = model.aliases;
  if (previous === undefined || isUsable(model, previous)) return previous;
  return championBefore(model, previous);
}

/** The newest usable champion from before `version` was champion last. Neither is the champion that is leaving. */
function championBefore(model: RegisteredModel, version: number): number | undefined {
  const champions = model.history.flatMap(({ aliases }) => aliases.champion ?? []);
  return champions
    .slice(0, Math.max(0, champions.lastIndexOf(version)))
    .findLast((former) => former !== version && former !== model.aliases.champion && isUsable(model, former));
}

function isUsable(model: RegisteredModel, version: number): boolean {
  return model.versions.some((candidate) => candidate.version === version && !candidate.quarantine);
}
