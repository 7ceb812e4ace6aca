/**
 * `manifest.json`: what a bundle is. It holds no time and no machine, so that the same data, code and seed give the
 * same bytes; the registry's entry holds the manifest's own sha256, so that nothing in a bundle is unhashed.
 */

import { z } from 'zod';
import { featureSchema } from './feature-schema.js';
import { formatVersion, sha256 } from './format.js';

const tensorSpec = z.strictObject({
  name: z.string(),
  datatype: z.enum(['FP32', 'FP64', 'INT64', 'BYTES']),
  /** -1 is the number of rows. */
  shape: z.array(z.int()),
});

export const modelManifest = z.strictObject({
  formatVersion: formatVersion(1),
  /** The project's name, e.g. `churn`. */
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  task: z.literal('binary-classification'),
  schema: featureSchema,
  outputs: z.array(tensorSpec).min(1),
  /** Class order of the `probabilities` output. */
  classes: z.tuple([z.string(), z.string()]),
  positiveClass: z.string(),
  /** The label is the positive class when its probability is at least this. */
  threshold: z.number().min(0).max(1),
  /** How the model was made. */
  model: z.strictObject({
    kind: z.string(),
    backend: z.string(),
    seed: z.int(),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
  data: z.strictObject({
    /** Where the rows came from. Simulated rows are called so wherever their numbers appear. */
    source: z.enum(['simulated', 'file', 'telco', 'recent']),
    rows: z.int(),
    description: z.string(),
  }),
  lineage: z.strictObject({ dataHash: sha256, parametersHash: sha256, codeHash: sha256 }),
  /** sha256 of each other file in the bundle, by name. */
  files: z.record(z.string().regex(/^[A-Za-z0-9_.-]+$/), sha256),
});

export type ModelManifest = z.infer<typeof modelManifest>;
export type TensorSpec = z.infer<typeof tensorSpec>;
