/** `golden.json`: sample rows with the outputs that they must give, replayed before a model takes traffic. */

import { z } from 'zod';
import { formatVersion } from './format.js';

export const goldenRows = z.strictObject({
  formatVersion: formatVersion(1),
  /** Raw rows; missing is null. They hold missing, unseen, empty, huge and negative values on purpose. */
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))).min(1),
  expected: z.strictObject({
    label: z.array(z.string()),
    /** One list of class probabilities a row. */
    probabilities: z.array(z.array(z.number())),
  }),
});

export type GoldenRows = z.infer<typeof goldenRows>;
