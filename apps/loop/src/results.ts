/** The parts of the commands' JSON that the loop relies on. */

import { z } from 'zod';

const promotion = z.object({
  outcome: z.enum(['promoted', 'already-champion', 'kept', 'investigate']),
  version: z.int(),
  champion: z.int().nullable(),
  comparison: z.object({ metric: z.string(), challenger: z.number(), champion: z.number() }).nullable(),
});
const report = z.object({
  metrics: z.object({ rocAuc: z.object({ value: z.number(), low: z.number(), high: z.number() }) }),
});

export const runResult = z.object({ promotion, report });
export const monitorResult = z.object({
  drift: z.object({
    verdict: z.string(),
    rows: z.int(),
    columns: z.array(z.object({ name: z.string(), verdict: z.string() })),
  }),
  labels: z.object({ rows: z.int(), metrics: z.object({ logLoss: z.number() }).nullable() }),
});
export const modelsResult = z.array(z.object({ aliases: z.object({ champion: z.int() }) }));
export const rollbackResult = z.object({ from: z.int(), to: z.int() });
