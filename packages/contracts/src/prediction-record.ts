/** The lines of the prediction log: what was asked and answered, what a shadow said, and the labels that arrived later. */

import { z } from 'zod';

const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export const predictionRecord = z.strictObject({
  type: z.literal('prediction'),
  /** Made by the server, unique over restarts. */
  id: z.string(),
  /** ISO 8601, UTC. */
  time: z.string(),
  model: z.string(),
  /** The registry's version number. */
  version: z.int(),
  /** The schema's feature columns; missing is null. */
  features: row,
  label: z.string(),
  /** In the manifest's class order. */
  probabilities: z.array(z.number()),
});

export const feedbackRecord = z.strictObject({
  type: z.literal('feedback'),
  predictionId: z.string(),
  time: z.string(),
  model: z.string(),
  /** The true class. The last record of an id wins; an earlier different one makes it a correction. */
  label: z.string(),
});

/** What a version that answered nobody says of a row that another one answered. It is no prediction of the model's. */
export const shadowRecord = z.strictObject({
  type: z.literal('shadow'),
  /** The prediction that was answered: it has the features. */
  predictionId: z.string(),
  time: z.string(),
  model: z.string(),
  /** The shadow's. */
  version: z.int(),
  label: z.string(),
  probabilities: z.array(z.number()),
});

export const logRecord = z.discriminatedUnion('type', [predictionRecord, shadowRecord, feedbackRecord]);

export type PredictionRecord = z.infer<typeof predictionRecord>;
export type ShadowRecord = z.infer<typeof shadowRecord>;
export type FeedbackRecord = z.infer<typeof feedbackRecord>;
export type LogRecord = z.infer<typeof logRecord>;
