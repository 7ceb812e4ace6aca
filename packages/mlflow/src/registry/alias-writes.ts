/**
 * A move of aliases as single writes, in an order that can break anywhere. MLflow has no transactions, so the whole
 * move is written into one tag first: from then on readers of Waymark see it as done, and whoever writes next completes
 * what a killed writer left. Other readers see the aliases move one after the other, and never no champion.
 *
 *   waymark.move -> champion -> previous, challenger -> quarantine -> waymark.history.N -> waymark.move removed
 */

import { type AliasChange, type AliasMove, aliases, type RegisteredModel } from '@waymark/contracts';
import { applyAliasMove } from '@waymark/registry';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { HeldLock } from './model-lock.js';
import {
  historyTag,
  isSameChange,
  moveTag,
  nextHistoryNumber,
  type PendingMove,
  pendingMoveOf,
  readVersions,
  remoteModelOf,
} from './remote-model.js';
import { quarantineTagOf } from './version-tags.js';

/** A tag of a model holds 5,000 characters; the rest is for aliases, versions and JSON's escapes. */
const maxReason = 1500;

/**
 * Moves the aliases, and gives the model after it; undefined when too little of the lease is left: nothing is written
 * then. A move that is in the history already, by its time and reason, is not made again.
 * @param at when it was decided.
 * @throws What `applyAliasMove` throws.
 */
export async function writeAliasMove(
  client: MlflowClient,
  { found, isFresh }: HeldLock,
  { move, at }: { readonly move: AliasMove; readonly at: string },
): Promise<RegisteredModel | undefined> {
  const { name } = found;
  const begun = pendingMoveOf(found);
  if (begun) await completeMove(client, name, begun);
  const current = remoteModelOf(found, await readVersions(client, name));
  const reason = move.reason.slice(0, maxReason);
  if (current.history.some((entry) => isSameChange(entry, { at, reason }))) return current;
  const next = applyAliasMove(current, { ...move, reason }, at);
  const entry = next.history.at(-1);
  if (next === current || !entry) return current;
  if (!isFresh()) return undefined;
  const pending = {
    ...entry,
    number: begun ? begun.number + 1 : nextHistoryNumber(found),
    quarantine: newlyQuarantined(current, next),
  };
  await client.models.setTag({ name, key: moveTag, value: JSON.stringify(pending) });
  await completeMove(client, name, pending);
  return next;
}

async function completeMove(client: MlflowClient, name: string, pending: PendingMove): Promise<void> {
  const { number, quarantine, ...entry } = pending;
  const { at, reason } = entry;
  await writeAliases(client, name, entry);
  for (const version of quarantine)
    await client.modelVersions.setTag({ name, version, ...quarantineTagOf({ reason, at }) });
  await client.models.setTag({ name, key: historyTag(number), value: JSON.stringify(entry) });
  await client.models.deleteTag({ name, key: moveTag });
}

/** `aliases` begins with the champion. */
async function writeAliases(client: MlflowClient, name: string, change: AliasChange): Promise<void> {
  for (const alias of aliases) {
    const version = change.aliases[alias];
    if (typeof version === 'number') await client.models.setAlias({ name, alias, version });
    if (version === null) await client.models.deleteAlias({ name, alias });
  }
}

function newlyQuarantined(before: RegisteredModel, after: RegisteredModel): number[] {
  const open = new Set(before.versions.filter(({ quarantine }) => !quarantine).map(({ version }) => version));
  return after.versions.flatMap(({ version, quarantine }) =>
    quarantine && open.has(version) ? [version] : [],
  );
}
