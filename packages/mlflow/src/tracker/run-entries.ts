/** What a run record and its bundle become in MLflow: parameters, metrics, tags and the data set. */

import type { ColumnSchema, ModelManifest, RunRecord } from '@waymark/contracts';
import type { RunEntries } from '../client/run-data.js';
import type { NewTag } from '../client/wire-values.js';

/** The tag that a run is known by: the sha256 of its bundle's manifest. */
export const bundleTag = 'waymark.bundle_sha256';

/** What MLflow keeps of a run's description. */
const maxDescription = 8000;

const columnTypes = {
  integer: 'long',
  number: 'double',
  category: 'string',
  text: 'string',
} as const satisfies Record<ColumnSchema['type'], string>;

/** Milliseconds of the record's time. */
export function startTimeOf({ time }: RunRecord): number {
  return Date.parse(time);
}

/** The tags that a run is created with, so that a run without its identity never exists. */
export function identityTags(run: RunRecord, user: string | undefined): NewTag[] {
  return [
    { key: bundleTag, value: run.id },
    { key: 'mlflow.source.type', value: 'LOCAL' },
    { key: 'mlflow.source.name', value: `waymark promote ${run.model}` },
    ...(run.gitSha === null ? [] : [{ key: 'mlflow.source.git.commit', value: run.gitSha }]),
    ...(user === undefined ? [] : [{ key: 'mlflow.user', value: user }]),
  ];
}

/** @param description Markdown, the model card. */
export function entriesOf(
  run: RunRecord,
  { lineage, data }: ModelManifest,
  description: string | undefined,
): RunEntries {
  const timestamp = startTimeOf(run);
  return {
    params: Object.entries(run.parameters).map(([key, value]) => ({ key, value: String(value) })),
    metrics: Object.entries(run.metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 })),
    tags: [
      { key: 'waymark.data_sha256', value: lineage.dataHash },
      { key: 'waymark.parameters_sha256', value: lineage.parametersHash },
      { key: 'waymark.code_sha256', value: lineage.codeHash },
      { key: 'waymark.data_source', value: data.source },
      ...(description === undefined
        ? []
        : [{ key: 'mlflow.note.content', value: description.slice(0, maxDescription) }]),
      ...(run.dirty === null ? [] : [{ key: 'waymark.git_dirty', value: String(run.dirty) }]),
    ],
  };
}

/** The training data as MLflow's data sets are: the digest is the start of the content's sha256. */
export function datasetOf({ name, data, lineage, schema }: ModelManifest) {
  const columns = schema.columns.filter(({ role }) => role !== 'ignored');
  const colspec = columns.map((column) => ({
    type: columnTypes[column.type],
    name: column.name,
    required: !column.nullable,
  }));
  return {
    tags: [{ key: 'mlflow.data.context', value: 'training' }],
    dataset: {
      name: `${name}-${data.source}`,
      digest: lineage.dataHash.slice(0, 36),
      source_type: data.source,
      source: JSON.stringify({ description: data.description }),
      schema: JSON.stringify({ mlflow_colspec: colspec }),
      profile: JSON.stringify({ num_rows: data.rows }),
    },
  };
}
