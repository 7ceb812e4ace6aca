/** The registry's entry of the version that a rollout names, if that version may take part. */

import type { ModelVersion, RegisteredModel } from '@waymark/contracts';
import { rolloutRefused } from './errors.js';
import { candidateOf, type RolloutDocument } from './rollout-document.js';

/** @throws `ROLLOUT_REFUSED` with the reason. */
export function findCandidate(
  document: RolloutDocument,
  registered: RegisteredModel,
  champion: number,
): ModelVersion {
  const version = candidateOf(document, registered);
  if (version === undefined) throw rolloutRefused('the model has no challenger');
  const entry = registered.versions.find((known) => known.version === version);
  if (!entry) throw rolloutRefused(`the registry has no version ${version}`);
  if (entry.quarantine)
    throw rolloutRefused(`version ${version} is in quarantine: ${entry.quarantine.reason}`);
  if (version === champion) throw rolloutRefused(`version ${version} is the champion`);
  return entry;
}
