/** Tells the registry that a version failed beside the champion: no restart and no late promotion brings it back. */

import { type ModelRegistry, WaymarkError } from '@waymark/contracts';

export interface FailedCandidate {
  readonly model: string;
  readonly version: number;
  /** What it was compared with: a verdict against a champion of before counts no more. */
  readonly champion: number;
  readonly reason: string;
}

/** Takes the alias from it too. @throws What the registry throws, save that the champion changed. */
export async function quarantineCandidate(
  registry: ModelRegistry,
  { model, version, champion, reason }: FailedCandidate,
): Promise<void> {
  const registered = await registry.model(model);
  const isChallenger = registered?.aliases.challenger === version;
  try {
    await registry.moveAliases(model, {
      aliases: isChallenger ? { challenger: null } : {},
      ...{ reason, quarantine: [version], expectedChampion: champion },
    });
  } catch (error) {
    if (!(error instanceof WaymarkError && error.code === 'CHAMPION_CHANGED')) throw error;
  }
}
