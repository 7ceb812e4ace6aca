/** A training run as the tracker keeps it: published once per bundle. */

import { z } from 'zod';
import { formatVersion, sha256 } from './format.js';

export const runRecord = z.strictObject({
  formatVersion: formatVersion(1),
  /** The bundle's manifest hash: the run's identity. */
  id: sha256,
  model: z.string(),
  time: z.string(),
  gitSha: z.string().nullable(),
  dirty: z.boolean().nullable(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  metrics: z.record(z.string(), z.number()),
  dataHash: sha256,
});

export type RunRecord = z.infer<typeof runRecord>;
