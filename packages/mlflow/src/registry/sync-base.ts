/**
 * What the embedded registry and a server had in common last: `<home>/registry/<model>/mlflow-<server>.json`. Whatever
 * the embedded one has beyond it waits for the server. Losing the file costs nothing: sending is idempotent.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatVersion, type RegisteredModel, sha256 } from '@waymark/contracts';
import { assertModelName, replaceFile } from '@waymark/registry';
import { z } from 'zod';
import { parseJson } from '../transport/failure.js';

const syncBase = z.object({
  formatVersion: formatVersion(1),
  /** Hashes of the bundles that are versions on the server. */
  versions: z.array(sha256),
  /** Entries of the history that are on the server. */
  changes: z.int().min(0),
  /** The champion's hash. */
  champion: sha256.nullable(),
});
export type SyncBase = Omit<z.output<typeof syncBase>, 'formatVersion'>;

export const nothingInCommon: SyncBase = { versions: [], changes: 0, champion: null };

export interface SyncPlace {
  readonly home: string;
  /** The server's URL. */
  readonly server: string;
  readonly model: string;
}

/** Nothing in common before the first time, or when the file cannot be read. */
export async function readSyncBase(place: SyncPlace): Promise<SyncBase> {
  const text = await readFile(fileOf(place), 'utf8').catch(() => '');
  return syncBase.safeParse(parseJson(text)).data ?? nothingInCommon;
}

export async function writeSyncBase(place: SyncPlace, model: RegisteredModel): Promise<void> {
  const document = { formatVersion: 1, ...baseOf(model) };
  await replaceFile(fileOf(place), `${JSON.stringify(document, null, 2)}\n`);
}

export function baseOf({ versions, aliases, history }: RegisteredModel): SyncBase {
  const champion = versions.find(({ version }) => version === aliases.champion);
  return {
    versions: versions.map(({ manifestSha256 }) => manifestSha256),
    changes: history.length,
    champion: champion?.manifestSha256 ?? null,
  };
}

function fileOf({ home, server, model }: SyncPlace): string {
  assertModelName(model);
  const id = createHash('sha256').update(server).digest('hex').slice(0, 8);
  return join(home, 'registry', model, `mlflow-${id}.json`);
}
