/**
 * Creating a run once, whatever breaks: it is created with a tag that only it has, and is looked for by that tag first.
 * `runs/create` itself must not be repeated: an answer that was lost would leave two. A request whose answer was lost,
 * or whose process was killed, may still be on its way; so it is looked for a while before there is another one.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { Run } from '../client/runs.js';
import type { NewTag } from '../client/wire-values.js';
import { MlflowError } from '../mlflow-error.js';

export interface TaggedRun {
  readonly experimentId: string;
  /** What no other run has. */
  readonly identity: NewTag;
  readonly name: string;
  readonly startTime: number;
  /** Without the identity. */
  readonly tags: readonly NewTag[];
  /** Whether somebody began to create it before: the request may arrive yet. Default false. */
  readonly mayBeOnItsWay?: boolean;
  /** Called before it is created: from then on it may be on its way. */
  readonly onCreate?: () => Promise<void>;
}

/** How long a request may need from a killed process to the server's database. */
const onItsWay = { looks: 5, pauseMs: 500 } as const;

/** The run with the tag, which is created when there is none. */
export async function findOrCreate(client: MlflowClient, run: TaggedRun): Promise<Run> {
  const found = run.mayBeOnItsWay ? await lookFor(client, run) : await findByTag(client, run);
  if (found) return found;
  await run.onCreate?.();
  const created = await create(client, run);
  // Another machine may have created one at the same time: all of them keep the same one.
  const kept = (await findByTag(client, run)) ?? created;
  if (kept.info.run_id !== created.info.run_id) await client.runs.delete(created.info.run_id);
  return kept;
}

/** A finished run wins, even one in the trash: somebody threw it away on purpose. Then the smallest id. */
export async function findByTag(
  client: MlflowClient,
  { experimentId, identity }: Pick<TaggedRun, 'experimentId' | 'identity'>,
): Promise<Run | undefined> {
  const filter = filterOf(identity);
  const search = client.runs.search({ experiment_ids: [experimentId], filter, run_view_type: 'ALL' });
  const found = await all(search);
  const finished = found.find(({ info }) => info.status === 'FINISHED');
  const active = found.filter(({ info }) => info.lifecycle_stage === 'active');
  return finished ?? [...active].sort((a, b) => (a.info.run_id < b.info.run_id ? -1 : 1))[0];
}

/** Deletes the runs with the tag but the one that is kept: what came late, after another was made in its place. */
export async function deleteOthers(
  client: MlflowClient,
  { experimentId, identity }: Pick<TaggedRun, 'experimentId' | 'identity'>,
  keptRunId: string,
): Promise<void> {
  const search = client.runs.search({ experiment_ids: [experimentId], filter: filterOf(identity) });
  for (const { info } of await all(search))
    if (info.run_id !== keptRunId) await client.runs.delete(info.run_id);
}

async function create(client: MlflowClient, run: TaggedRun): Promise<Run> {
  try {
    return await client.runs.create({
      experiment_id: run.experimentId,
      run_name: run.name,
      start_time: run.startTime,
      tags: [run.identity, ...run.tags],
    });
  } catch (error) {
    const isLost = error instanceof MlflowError && /UNREACHABLE|UNAVAILABLE|FOREIGN/.test(error.code);
    const found = isLost ? await lookFor(client, run) : undefined;
    if (found) return found;
    throw error;
  }
}

async function lookFor(client: MlflowClient, run: TaggedRun): Promise<Run | undefined> {
  for (let look = 1; ; look += 1) {
    const found = await findByTag(client, run);
    if (found || look === onItsWay.looks) return found;
    await sleep(onItsWay.pauseMs);
  }
}

function filterOf({ key, value }: NewTag): string {
  return `tags.\`${key}\` = '${value}'`;
}

async function all(runs: AsyncIterable<Run>): Promise<readonly Run[]> {
  const found: Run[] = [];
  for await (const run of runs) found.push(run);
  return found;
}
