/** The small JSON documents that the steps leave for each other. Each has a `formatVersion` and one reader. */

import { readFile, writeFile } from 'node:fs/promises';
import { formatVersion, sha256 } from '@waymark/contracts';
import { z } from 'zod';
import { stepMissing, stepOutputInvalid } from './errors.js';

const counts = z.strictObject({ rows: z.int(), positives: z.int() });

/** `data/data.json` */
export const dataSummary = z.strictObject({
  formatVersion: formatVersion(1),
  source: z.enum(['simulated', 'file', 'telco', 'recent']),
  description: z.string(),
  rows: z.int(),
  /** sha256 of the source file's bytes. */
  dataHash: sha256,
  splits: z.strictObject({ train: counts, validation: counts, test: counts }),
});

/** `model/training.json` */
export const trainingSummary = z.strictObject({
  formatVersion: formatVersion(1),
  kind: z.string(),
  backend: z.string(),
  seed: z.int(),
  epochs: z.int(),
  bestEpoch: z.int(),
  stoppedEarly: z.boolean(),
  /** Log loss an epoch. */
  history: z.array(z.strictObject({ epoch: z.int(), trainLoss: z.number(), validationLoss: z.number() })),
  /** Chosen on the validation split. */
  threshold: z.number(),
  featureNames: z.array(z.string()),
  parity: z.strictObject({ rows: z.int(), maxAbsDifference: z.number(), tolerance: z.number() }),
  /** Whether `baseline-logistic.onnx` is beside it: not when the model is a logistic regression itself. */
  hasLogisticBaseline: z.boolean(),
});

export type DataSummary = z.infer<typeof dataSummary>;
export type TrainingSummary = z.infer<typeof trainingSummary>;

/** Reads and parses a step's document; `step` is named when it is missing. */
export async function readDocument<T>(file: string, schema: z.ZodType<T>, step: string): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw stepMissing(step, file);
    throw error;
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw stepOutputInvalid(file, error);
  }
}

/** Writes a document with a trailing newline. Callers put it into a folder, or rename it, when it is whole. */
export async function writeDocument(file: string, document: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
}
