/**
 * A registered model as MLflow keeps it for Waymark. Aliases are MLflow's own; the rest is tags of the model:
 *
 *   waymark.kind              `model`: one of ours
 *   waymark.history.00000007  the seventh change of aliases, JSON
 *   waymark.move              a move under way, JSON: it is in force from here on, see alias-writes.ts
 *   waymark.lock.<uuid>       a writer's claim, see model-lock.ts
 */

import {
  type Alias,
  type AliasChange,
  aliases,
  type ModelVersion,
  type RegisteredModel,
} from '@waymark/contracts';
import { z } from 'zod';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { MlflowModel } from '../client/registered-models.js';
import { championForeign } from '../errors.js';
import { parseJson } from '../transport/failure.js';
import { versionOf } from './version-tags.js';

export const kindTag = { key: 'waymark.kind', value: 'model' } as const;
export const moveTag = 'waymark.move';
const historyPrefix = 'waymark.history.';

const versionNumber = z.int().min(1);
const change = z.object({
  at: z.string(),
  reason: z.string(),
  aliases: z.partialRecord(z.enum(aliases), versionNumber.nullable()),
});
const pendingMove = change.extend({ number: versionNumber, quarantine: z.array(versionNumber) });

/** A move that was begun: its number in the history, and the versions that it quarantines. */
export type PendingMove = z.output<typeof pendingMove>;

/** The tag of the history's n-th entry, counted from 1. */
export function historyTag(number: number): string {
  return `${historyPrefix}${String(number).padStart(8, '0')}`;
}

/**
 * The model as it was at one moment, though the server is asked three times. Undefined when there is none of ours.
 * @throws `MLFLOW_CHAMPION_FOREIGN`, and what the client throws.
 */
export async function readRemoteModel(
  client: MlflowClient,
  name: string,
): Promise<RegisteredModel | undefined> {
  for (let before = await client.models.get(name); before; ) {
    const versions = await readVersions(client, name);
    const after = await client.models.get(name);
    if (JSON.stringify(before) === JSON.stringify(after))
      return versions.length === 0 ? undefined : remoteModelOf(before, versions);
    before = after;
  }
  return undefined;
}

/** Every version that Waymark registered, by number. */
export async function readVersions(client: MlflowClient, name: string): Promise<readonly ModelVersion[]> {
  const versions: ModelVersion[] = [];
  for await (const registered of client.modelVersions.search(`name = '${name}'`))
    versions.push(...[versionOf(registered)].filter((version) => version !== undefined));
  return versions.sort((a, b) => a.version - b.version);
}

/** A move under way counts as done: who reads sees all of it or nothing. */
export function remoteModelOf(found: MlflowModel, versions: readonly ModelVersion[]): RegisteredModel {
  const model = {
    model: found.name,
    versions,
    aliases: aliasesOf(found),
    history: historyOf(found),
  };
  const pending = pendingMoveOf(found);
  return withoutForeign(pending ? withMove(model, pending) : model);
}

/** The history's next number. A gap, where somebody removed an entry, is not filled. */
export function nextHistoryNumber({ tags }: MlflowModel): number {
  const numbers = tags.flatMap(({ key }) =>
    key.startsWith(historyPrefix) ? Number(key.slice(historyPrefix.length)) || 0 : [],
  );
  return Math.max(0, ...numbers) + 1;
}

export function pendingMoveOf({ tags }: MlflowModel): PendingMove | undefined {
  const text = tags.find(({ key }) => key === moveTag)?.value;
  return text === undefined ? undefined : pendingMove.safeParse(parseJson(text)).data;
}

/** Aliases on versions that were registered by other means: a champion is refused, the others count as none. */
function withoutForeign(model: RegisteredModel): RegisteredModel {
  const known = new Set(model.versions.map(({ version }) => version));
  const { champion } = model.aliases;
  if (champion !== undefined && !known.has(champion)) throw championForeign(model.model, champion);
  const own = Object.entries(model.aliases).filter(([, version]) => known.has(version));
  return { ...model, aliases: Object.fromEntries(own) };
}

function withMove(model: RegisteredModel, { number: _, quarantine, ...entry }: PendingMove): RegisteredModel {
  const { at, reason } = entry;
  return {
    ...model,
    versions: model.versions.map((version) =>
      quarantine.includes(version.version) && !version.quarantine
        ? { ...version, quarantine: { reason, at } }
        : version,
    ),
    aliases: withoutNull({ ...model.aliases, ...entry.aliases }),
    // The entry's own tag may be there already.
    history: [...model.history.filter((other) => !isSameChange(other, entry)), entry],
  };
}

/** Two decisions never have the same time and the same reason. */
export function isSameChange(a: Pick<AliasChange, 'at' | 'reason'>, b: typeof a): boolean {
  return a.at === b.at && a.reason === b.reason;
}

function aliasesOf(found: MlflowModel): RegisteredModel['aliases'] {
  const targets = new Map(found.aliases.map(({ alias, version }) => [alias, version]));
  return withoutNull(Object.fromEntries(aliases.map((alias) => [alias, targets.get(alias) ?? null])));
}

function withoutNull(targets: AliasChange['aliases']): RegisteredModel['aliases'] {
  const kept: Partial<Record<Alias, number>> = {};
  for (const alias of aliases) {
    const target = targets[alias];
    if (typeof target === 'number') kept[alias] = target;
  }
  return kept;
}

/** In order. What somebody changed by hand so that it is no change any more is left out. */
function historyOf({ tags }: MlflowModel): readonly AliasChange[] {
  return tags
    .filter(({ key }) => key.startsWith(historyPrefix))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ value }) => change.safeParse(parseJson(value)).data ?? []);
}
