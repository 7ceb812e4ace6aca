/**
 * Scores a file with a version of the registry: the same graph on the same checked rows as the server, without a server.
 * The label column may be absent. A category that was never seen and a number out of range are scored, as the server
 * does, and counted; a missing value or a text where a number belongs is refused. Rows pass through in pieces, so that
 * the file may be larger than the memory; whether keys repeat is therefore left out.
 */

import { keyOf, type ModelManifest, type ModelRegistry, type Table } from '@waymark/contracts';
import {
  assertNoFailures,
  countRows,
  type DataFailure,
  FailureCollector,
  type FailureCount,
  type RowRange,
  scanTable,
  TableWriter,
} from '@waymark/data';
import { openBundle } from '@waymark/registry';
import { noChampion } from './errors.js';
import { outputFile, rowsOfShard, type Shard } from './predict-shard.js';
import { outputSchema, predictionsOf } from './predictions-table.js';
import type { Progress } from './progress.js';
import { type TableSession, withTableSession } from './table-session.js';

export interface PredictFileOptions {
  /** CSV, Parquet or JSON lines, by its extension. */
  readonly file: string;
  /** Parquet or CSV, by its extension; a folder; with `{shard}` where a shard is predicted. */
  readonly out: string;
  readonly model: string;
  /** Default: the champion. */
  readonly version?: number;
  /** The rows to score. Default: all. */
  readonly shard?: Shard | undefined;
  readonly registry: ModelRegistry;
  readonly progress: Progress;
}

export interface FilePredictions {
  readonly model: string;
  readonly version: number;
  readonly rows: number;
  /** How many rows got each label. */
  readonly labels: Readonly<Record<string, number>>;
  /** Cells that were scored although training data may not have them, by column and rule. */
  readonly unusual: readonly FailureCount[];
  /** The file that was written. */
  readonly out: string;
}

/** What the server takes too. */
const tolerated = new Set<string>(['min', 'max', 'values']);

/**
 * Writes the key (where the file has it), `predicted_label` and `probability_<class>` for each row, in the file's order.
 * The file appears when it is complete, in place of an older one.
 *
 * @throws NO_CHAMPION, PREDICT_OUT_INVALID, what `countRows`, `scanTable` and `assertNoFailures` throw of the file, what
 * `openBundle` throws of the version, and what `TableWriter` throws.
 */
export async function predictFile(options: PredictFileOptions): Promise<FilePredictions> {
  const { file, model, shard, progress } = options;
  const out = await outputFile(options);
  const { version, folder, expectedManifestSha256 } = await findVersion(options);
  const { manifest, model: graph } = await openBundle(folder, { expectedManifestSha256 });
  const total = await countRows(file);
  const range = shard && rowsOfShard(shard, total);
  const rows = range ? range.end - range.start : total;
  progress.note(`${rows.toLocaleString('en')} rows to score by ${model} v${version} (${file})`);
  const scored = await withTableSession(graph, manifest.schema, (session) =>
    scoreRows(session, { file, out, manifest, range, rows, progress }),
  );
  return { model, version, rows, ...scored, out };
}

async function findVersion({ model, registry, version: asked }: PredictFileOptions) {
  const registered = await registry.model(model);
  const version = asked ?? registered?.aliases.champion;
  if (version === undefined) throw noChampion(model);
  // Throws where there is no such version.
  const folder = await registry.bundleFolder(model, version);
  const entry = registered?.versions.find((candidate) => candidate.version === version);
  if (entry === undefined) throw noChampion(model);
  return { version, folder, expectedManifestSha256: entry.manifestSha256 };
}

interface ScoringJob {
  readonly file: string;
  readonly out: string;
  readonly manifest: ModelManifest;
  readonly range: RowRange | undefined;
  readonly rows: number;
  readonly progress: Progress;
}

async function scoreRows(session: TableSession, job: ScoringJob) {
  const { file, out, manifest, range, rows, progress } = job;
  const failures = new SortedFailures();
  const labels = new Map<string, number>();
  const writer = await TableWriter.open(out, outputSchema(manifest));
  try {
    let done = 0;
    for await (const { table } of scanTable(file, manifest.schema, {
      failures,
      range,
      requireLabel: false,
    })) {
      // After a refused cell nothing is written any more, but all the others are found.
      if (failures.refused.count === 0)
        await writer.append(await score(session, { table, manifest, labels }));
      done += table.rows;
      progress.advance({ label: 'rows', done, total: rows });
    }
    assertNoFailures(file, failures.refused);
    await writer.commit();
  } finally {
    await writer.close();
  }
  return { labels: Object.fromEntries(labels), unusual: failures.unusual.summary };
}

interface ScoredPiece {
  readonly table: Table;
  readonly manifest: ModelManifest;
  readonly labels: Map<string, number>;
}

async function score(session: TableSession, { table, manifest, labels }: ScoredPiece): Promise<Table> {
  const output = await session.classify(table);
  for (const label of output.labels) labels.set(label, (labels.get(label) ?? 0) + 1);
  const key = keyOf(manifest.schema).name;
  return predictionsOf(output, { classes: manifest.classes, key, keys: table.columns[key] });
}

/** What is refused, and what is scored all the same. */
class SortedFailures {
  readonly refused = new FailureCollector();
  readonly unusual = new FailureCollector();

  add(failure: DataFailure): void {
    (tolerated.has(failure.rule) ? this.unusual : this.refused).add(failure);
  }
}
