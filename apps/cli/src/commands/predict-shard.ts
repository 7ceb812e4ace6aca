/**
 * Which rows of a file one process scores: `--shard INDEX/COUNT`, else what Kubernetes tells a pod of an Indexed Job
 * (https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode) together with WAYMARK_SHARDS.
 */

import type { Shard } from '@waymark/pipeline';
import { z } from 'zod';
import { usageError } from '../errors.js';

/** Kubernetes sets the index in every Indexed Job: by itself it asks for nothing. */
export const shardVariables = z
  .object({
    WAYMARK_SHARDS: z
      .string()
      .regex(/^[1-9]\d{0,4}$/, 'must be a whole number from 1 to 99999')
      .transform(Number)
      .optional(),
    JOB_COMPLETION_INDEX: z
      .string()
      .regex(/^\d{1,9}$/, 'must be a whole number')
      .transform(Number)
      .optional(),
  })
  .superRefine(({ WAYMARK_SHARDS: count, JOB_COMPLETION_INDEX: index }, context) => {
    if (count === undefined) return;
    const problem = (message: string) =>
      context.addIssue({ code: 'custom', path: ['JOB_COMPLETION_INDEX'], message });
    if (index === undefined) problem('must be set with WAYMARK_SHARDS');
    else if (index >= count) problem(`must be below WAYMARK_SHARDS, ${count}; got ${index}`);
  });

/** Undefined where the whole file is one process's. */
export function shardOf({
  WAYMARK_SHARDS: count,
  JOB_COMPLETION_INDEX: index,
}: z.infer<typeof shardVariables>): Shard | undefined {
  return count === undefined || index === undefined ? undefined : { index, count };
}

/** @throws USAGE. */
export function parseShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index = '', count = ''] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index !== '' && shard.index < shard.count) return shard;
  throw usageError(`--shard must be INDEX/COUNT, for 8 shards from 0/8 to 7/8; got '${text}'`);
}
