/**
 * One writer of a model at a time, on a server that has neither transactions nor locks. A writer sets a tag of its own,
 * then reads all of them: alone it may write, else it takes its tag back and tries again after a random time. Of two at
 * once at least one sees the other, so never both write. The claim of a writer that was killed is removed by one that
 * saw it for the whole lease, by its own clock. It leaves out a writer that sleeps for longer than the lease between
 * looking at the time and writing.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { MlflowModel } from '../client/registered-models.js';

const lockPrefix = 'waymark.lock.';
const defaultLeaseMs = 15_000;
const maxBackoffMs = 250;

export interface ModelLockOptions {
  readonly client: MlflowClient;
  /** How long a claim is respected. Default 15,000. */
  readonly leaseMs?: number | undefined;
}

export interface HeldLock {
  /** The model as it was when the lock was got. */
  readonly found: MlflowModel;
  /** Whether enough of the lease is left to begin to write. */
  isFresh(): boolean;
}

interface Claim extends HeldLock {
  readonly key: string;
}

/** Runs the action while nobody else writes to the model, which must exist. */
export async function withModelLock<T>(
  name: string,
  { client, leaseMs = defaultLeaseMs }: ModelLockOptions,
  action: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const claim = await acquire(name, client, leaseMs);
  try {
    return await action(claim);
  } finally {
    // A claim that stays for want of a server is taken over after the lease.
    await client.models.deleteTag({ name, key: claim.key }).catch(() => {});
  }
}

async function acquire(name: string, client: MlflowClient, leaseMs: number): Promise<Claim> {
  const firstSeen = new Map<string, number>();
  for (;;) {
    const key = `${lockPrefix}${crypto.randomUUID()}`;
    const since = performance.now();
    await client.models.setTag({ name, key, value: 'held' });
    const found = await client.models.get(name);
    const others = found?.tags.map((tag) => tag.key).filter((other) => isOther(other, key)) ?? [];
    if (found && others.length === 0)
      return { key, found, isFresh: () => performance.now() - since < leaseMs / 2 };
    await client.models.deleteTag({ name, key });
    for (const other of others) {
      const seen = firstSeen.get(other) ?? since;
      firstSeen.set(other, seen);
      if (performance.now() - seen > leaseMs) await client.models.deleteTag({ name, key: other });
    }
    await delay(Math.random() * maxBackoffMs);
  }
}

function isOther(key: string, own: string): boolean {
  return key.startsWith(lockPrefix) && key !== own;
}
