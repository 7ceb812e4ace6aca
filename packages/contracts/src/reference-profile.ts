/**
 * `reference-profile.json`: the frozen reference for drift. Counts on fixed bins, never rows: a window is compared
 * with it without the training data, and windows' counts add up.
 */

import { z } from 'zod';
import { formatVersion } from './format.js';

const count = z.int().min(0);

const numericProfile = z.strictObject({
  kind: z.literal('numeric'),
  name: z.string(),
  /** Rows seen, missing ones included. */
  rows: count,
  missing: count,
  /** Smallest and largest value seen; null when all were missing. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Inner bin edges at the reference's quantiles, ascending and distinct: bin i holds edges[i-1] < x <= edges[i]. */
  edges: z.array(z.number()),
  /** One count a bin: edges.length + 1 of them; they sum to rows - missing. */
  counts: z.array(count),
});

const categoricalProfile = z.strictObject({
  kind: z.literal('categorical'),
  name: z.string(),
  rows: count,
  missing: count,
  /** The most frequent values, most frequent first, ties in code-unit order. */
  categories: z.array(z.strictObject({ value: z.string(), count })),
  /** Rows with a value that was seen but is not among `categories`. */
  other: count,
  /** All values seen, so that an unseen one is known as such; sorted. */
  seen: z.array(z.string()),
});

export const columnProfile = z.discriminatedUnion('kind', [numericProfile, categoricalProfile]);

export const referenceProfile = z.strictObject({
  formatVersion: formatVersion(1),
  /** Profiles of the features, in the schema's order. */
  columns: z.array(columnProfile),
  /** The positive class's probability on rows that the model was not trained on. */
  prediction: numericProfile,
});

export type ReferenceProfile = z.infer<typeof referenceProfile>;
export type NumericProfile = z.infer<typeof numericProfile>;
export type CategoricalProfile = z.infer<typeof categoricalProfile>;
export type ColumnProfile = z.infer<typeof columnProfile>;
