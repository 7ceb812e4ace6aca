/**
 * What happens in a run that is still going on, one event a line of its journal: how a tracker keeps metrics the
 * moment they are logged, and how another one repeats them later. Runs of one journal are numbered: 0 is its root.
 */

import { z } from 'zod';
import { sha256 } from './format.js';
import { modelManifest } from './model-manifest.js';
import { runRecord } from './run-record.js';

const run = z.int().min(0);
/** Milliseconds since 1970. */
const time = z.int().min(0);
/** JSON has no NaN and no infinities. */
const metricValue = z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity'])]);

export const runStatus = z.enum(['finished', 'failed']);

/** What is known of a run when it begins. `kind`, `model`, `lineage` and `parameters` are its identity. */
export const runStart = z.strictObject({
  kind: z.enum(['training', 'cross-validation']),
  model: z.string(),
  /** For people, e.g. `11-21 16:40 logistic-regression`. */
  name: z.string().min(1).max(250),
  parameters: runRecord.shape.parameters,
  lineage: z.strictObject({ dataHash: sha256, parametersHash: sha256, codeHash: sha256 }),
  data: modelManifest.shape.data,
  schema: modelManifest.shape.schema,
  gitSha: z.string().nullable(),
  dirty: z.boolean().nullable(),
});

export const runEvent = z.discriminatedUnion('event', [
  /** A process writes from here on: the first one, and each that goes on after one that was killed. */
  z.strictObject({ event: z.literal('open'), time, pid: z.int() }),
  z.strictObject({ event: z.literal('start'), run: z.literal(0), time, start: runStart }),
  z.strictObject({
    event: z.literal('child'),
    run,
    parent: run,
    time,
    name: runStart.shape.name,
    parameters: runStart.shape.parameters,
  }),
  z.strictObject({
    event: z.literal('metrics'),
    run,
    time,
    step: z.int(),
    values: z.record(z.string(), metricValue),
  }),
  z.strictObject({ event: z.literal('end'), run, time, status: runStatus }),
]);

export type RunStart = z.infer<typeof runStart>;
export type RunStatus = z.infer<typeof runStatus>;
export type RunEvent = z.infer<typeof runEvent>;
