/**
 * The prediction log of one model as Parquet, for those who look at months of it: one file for each segment and version,
 * typed by the version's schema, one for what a version said as a shadow, and one for the segment's labels. Segments stay where they are, and go when they are
 * due; the files stay. A segment that was compacted is read again only if it was written to since.
 */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Column,
  FeedbackRecord,
  LogRecord,
  ModelManifest,
  PredictionRecord,
  ShadowRecord,
  Table,
} from '@waymark/contracts';
import { fromRows, writeTable } from '@waymark/data';
import type { Progress } from './progress.js';

/** One file of the log. */
export interface LogSegment {
  /** Unique in the log. */
  readonly name: string;
  /** When it was last written to, in milliseconds since 1970. */
  readonly writtenAtMs: number;
  records(): AsyncIterable<LogRecord>;
}

export interface CompactLogOptions {
  readonly model: string;
  /** The folder of the Parquet files. */
  readonly out: string;
  /** The manifest of a version of the model. */
  readonly manifestOf: (version: number) => Promise<ModelManifest>;
  readonly progress: Progress;
}

export interface CompactedLog {
  readonly predictions: number;
  /** Rows of shadows; they are no predictions. */
  readonly shadows: number;
  readonly labels: number;
  /** Segments that were read, and those that had not changed since they were. */
  readonly segments: number;
  readonly upToDate: number;
  readonly out: string;
}

/**
 * Writes what is new. Each file is replaced as a whole, so a run that was stopped is simply run again.
 * @throws What `manifestOf` throws of a version that is gone, and what `writeTable` throws.
 */
export async function compactLog(
  segments: readonly LogSegment[],
  options: CompactLogOptions,
): Promise<CompactedLog> {
  const { out, progress } = options;
  const compacted = await compactedAt(out);
  const isDue = ({ name, writtenAtMs }: LogSegment) => (compacted.get(name) ?? 0) <= writtenAtMs;
  const due = segments.filter(isDue);
  const counts = { predictions: 0, shadows: 0, labels: 0 };
  for (const [done, segment] of due.entries()) {
    progress.advance({ label: 'segments', done, total: due.length, detail: segment.name });
    const { predictions, shadows, labels } = await recordsOf(segment, options.model);
    for (const [version, records] of byVersion(predictions)) {
      const table = predictionsTable(records, await options.manifestOf(version));
      await writeTable(join(out, `predictions-v${version}-${segment.name}.parquet`), table);
    }
    for (const [version, records] of byVersion(shadows)) {
      const table = shadowsTable(records, await options.manifestOf(version));
      await writeTable(join(out, `shadows-v${version}-${segment.name}.parquet`), table);
    }
    if (labels.length > 0) await writeTable(join(out, `labels-${segment.name}.parquet`), labelsTable(labels));
    counts.predictions += predictions.length;
    counts.shadows += shadows.length;
    counts.labels += labels.length;
  }
  return { ...counts, segments: due.length, upToDate: segments.length - due.length, out };
}

const compactedFile = /^(?:(?:predictions|shadows)-v\d+|labels)-(.+)\.parquet$/;

/** When each segment was compacted, by its name. */
async function compactedAt(out: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(out).catch((): readonly string[] => []);
  const times = new Map<string, number>();
  for (const name of names) {
    const [, segment] = compactedFile.exec(name) ?? [];
    if (segment === undefined) continue;
    const { mtimeMs } = await stat(join(out, name));
    times.set(segment, Math.min(times.get(segment) ?? mtimeMs, mtimeMs));
  }
  return times;
}

async function recordsOf(segment: LogSegment, model: string) {
  const predictions: PredictionRecord[] = [];
  const shadows: ShadowRecord[] = [];
  const labels: FeedbackRecord[] = [];
  for await (const record of segment.records()) {
    if (record.model !== model) continue;
    if (record.type === 'prediction') predictions.push(record);
    else if (record.type === 'shadow') shadows.push(record);
    else labels.push(record);
  }
  return { predictions, shadows, labels };
}

function byVersion<Versioned extends { readonly version: number }>(records: readonly Versioned[]) {
  const versions = new Set(records.map(({ version }) => version));
  return [...versions].map(
    (version) => [version, records.filter((record) => record.version === version)] as const,
  );
}

/** The names that `predictFile` uses; one that a feature has gets an underscore. */
function predictionsTable(
  predictions: readonly PredictionRecord[],
  { schema, classes }: ModelManifest,
): Table {
  const { columns } = fromRows(
    predictions.map(({ features }) => features),
    schema,
  );
  const own: readonly (readonly [string, Column])[] = [
    ['prediction_id', predictions.map(({ id }) => id)],
    ...outputColumns(predictions, classes),
  ];
  const free = (name: string): string => (Object.hasOwn(columns, name) ? free(`${name}_`) : name);
  return {
    rows: predictions.length,
    columns: { ...columns, ...Object.fromEntries(own.map(([name, column]) => [free(name), column])) },
  };
}

/** To be joined with the predictions that were answered, by their id. */
function shadowsTable(shadows: readonly ShadowRecord[], { classes }: ModelManifest): Table {
  return {
    rows: shadows.length,
    columns: {
      prediction_id: shadows.map(({ predictionId }) => predictionId),
      ...Object.fromEntries(outputColumns(shadows, classes)),
    },
  };
}

function outputColumns(
  records: readonly (PredictionRecord | ShadowRecord)[],
  classes: readonly string[],
): readonly (readonly [string, Column])[] {
  return [
    ['prediction_time', records.map(({ time }) => time)],
    ['predicted_label', records.map(({ label }) => label)],
    ...classes.map((name, i): readonly [string, Column] => [
      `probability_${name}`,
      Float64Array.from(records, ({ probabilities }) => probabilities[i] ?? Number.NaN),
    ]),
  ];
}

function labelsTable(labels: readonly FeedbackRecord[]): Table {
  return {
    rows: labels.length,
    columns: {
      prediction_id: labels.map(({ predictionId }) => predictionId),
      time: labels.map(({ time }) => time),
      label: labels.map(({ label }) => label),
    },
  };
}
