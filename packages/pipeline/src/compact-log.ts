/**
 * The prediction log of one model as Parquet, for those who look at months of it: one file for each segment and version,
 * typed by the version's schema, and one for the segment's labels. Segments stay where they are, and go when they are
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
  const counts = { predictions: 0, labels: 0 };
  for (const [done, segment] of due.entries()) {
    progress.advance({ label: 'segments', done, total: due.length, detail: segment.name });
    const { predictions, labels } = await recordsOf(segment, options.model);
    for (const version of new Set(predictions.map((each) => each.version))) {
      const ofVersion = predictions.filter((each) => each.version === version);
      const table = predictionsTable(ofVersion, await options.manifestOf(version));
      await writeTable(join(out, `predictions-v${version}-${segment.name}.parquet`), table);
    }
    if (labels.length > 0) await writeTable(join(out, `labels-${segment.name}.parquet`), labelsTable(labels));
    counts.predictions += predictions.length;
    counts.labels += labels.length;
  }
  return { ...counts, segments: due.length, upToDate: segments.length - due.length, out };
}

const compactedFile = /^(?:predictions-v\d+|labels)-(.+)\.parquet$/;

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
  const labels: FeedbackRecord[] = [];
  for await (const record of segment.records()) {
    if (record.model !== model) continue;
    if (record.type === 'prediction') predictions.push(record);
    else labels.push(record);
  }
  return { predictions, labels };
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
    ['prediction_time', predictions.map(({ time }) => time)],
    ['predicted_label', predictions.map(({ label }) => label)],
    ...classes.map((name, i): readonly [string, Column] => [
      `probability_${name}`,
      Float64Array.from(predictions, ({ probabilities }) => probabilities[i] ?? Number.NaN),
    ]),
  ];
  const free = (name: string): string => (Object.hasOwn(columns, name) ? free(`${name}_`) : name);
  return {
    rows: predictions.length,
    columns: { ...columns, ...Object.fromEntries(own.map(([name, column]) => [free(name), column])) },
  };
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
