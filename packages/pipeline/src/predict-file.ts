/**
 * Scores a file with a version of the registry: the same graph on the same checked rows as the server, without a server.
 * The label column may be absent. A category that was never seen and a number out of range are scored, as the server
 * does, and counted; a missing value or a text where a number belongs is refused. The table is held in memory.
 */

import { type Column, type FeatureSchema, keyOf, type ModelRegistry, type Table } from '@waymark/contracts';
import { assertValid, type FailureCount, type ReadResult, readTable, writeTable } from '@waymark/data';
import { openBundle } from '@waymark/registry';
import { noChampion } from './errors.js';
import type { Progress } from './progress.js';
import { type BinaryOutput, withTableSession } from './table-session.js';

export interface PredictFileOptions {
  /** CSV, Parquet or JSON lines, by its extension. */
  readonly file: string;
  /** Parquet or CSV, by its extension. */
  readonly out: string;
  readonly model: string;
  /** Default: the champion. */
  readonly version?: number;
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
  readonly out: string;
}

/** What the server takes too. */
const tolerated = new Set<string>(['min', 'max', 'values', 'unique']);

/**
 * Writes the key (where the file has it), `predicted_label` and `probability_<class>` for each row, in the file's order.
 *
 * @throws NO_CHAMPION, what `readTable` and `assertValid` throw of the file, what `openBundle` throws of the version, and
 * what `writeTable` throws.
 */
export async function predictFile(options: PredictFileOptions): Promise<FilePredictions> {
  const { file, out, model, registry, progress } = options;
  const version = options.version ?? (await registry.model(model))?.aliases.champion;
  if (version === undefined) throw noChampion(model);
  const { manifest, model: graph } = await openBundle(await registry.bundleFolder(model, version));
  const { table, unusual } = await readRows(file, manifest.schema);
  progress.note(`${table.rows.toLocaleString('en')} rows read and valid (${file})`);
  const output = await withTableSession(graph, manifest.schema, (session) => session.classify(table));
  await writeTable(out, predictionsOf(table, output, manifest));
  return { model, version, rows: table.rows, labels: countTexts(output.labels), unusual, out };
}

async function readRows(
  file: string,
  schema: FeatureSchema,
): Promise<{ readonly table: Table; readonly unusual: readonly FailureCount[] }> {
  const result = await readTable(file, schema, { requireLabel: false });
  const isTolerated = ({ rule }: { readonly rule: string }) => tolerated.has(rule);
  const failureSummary = result.failureSummary.filter((failure) => !isTolerated(failure));
  const refused: ReadResult = {
    ...result,
    failures: result.failures.filter((failure) => !isTolerated(failure)),
    failureCount: failureSummary.reduce((total, { count }) => total + count, 0),
    failureSummary,
  };
  return { table: assertValid(file, refused), unusual: result.failureSummary.filter(isTolerated) };
}

function predictionsOf(
  { rows, columns }: Table,
  { labels, probabilities }: BinaryOutput,
  { schema, classes }: { readonly schema: FeatureSchema; readonly classes: readonly string[] },
): Table {
  const key = keyOf(schema).name;
  const keys = columns[key];
  const width = classes.length;
  const perClass = classes.map((name, i): readonly [string, Column] => [
    `probability_${name}`,
    Float64Array.from({ length: rows }, (_, row) => probabilities[row * width + i] ?? Number.NaN),
  ]);
  return {
    rows,
    columns: {
      ...(keys === undefined ? {} : { [key]: keys }),
      predicted_label: labels,
      ...Object.fromEntries(perClass),
    },
  };
}

function countTexts(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
