/** What a run record and its bundle become in MLflow: parameters, metrics, tags and the data set. */

import type { ColumnSchema, ModelManifest, RunRecord, RunStart } from '@waymark/contracts';
import type { NewParam, RunEntries } from '../client/run-data.js';
import type { NewTag } from '../client/wire-values.js';

/** The tag that a run is known by: the sha256 of its bundle's manifest. */
export const bundleTag = 'waymark.bundle_sha256';

/** The tags with what a run was made of. */
export const lineageKeys = {
  dataHash: 'waymark.data_sha256',
  parametersHash: 'waymark.parameters_sha256',
  codeHash: 'waymark.code_sha256',
} as const satisfies Record<keyof RunStart['lineage'], string>;

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

/** The tags that a run is created with, besides its identity. */
export function sourceTags(run: RunRecord, user: string | undefined): NewTag[] {
  return [
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
    params: paramsOf(run.parameters),
    metrics: Object.entries(run.metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 })),
    tags: [
      ...lineageTags({ lineage, data, dirty: run.dirty }),
      ...(description === undefined
        ? []
        : [{ key: 'mlflow.note.content', value: description.slice(0, maxDescription) }]),
    ],
  };
}

/** MLflow's parameters are text. */
export function paramsOf(parameters: RunRecord['parameters']): NewParam[] {
  return Object.entries(parameters).map(([key, value]) => ({ key, value: String(value) }));
}

/** What a run was made of. The same data, parameters and code make the same model. */
export function lineageTags({
  lineage,
  data,
  dirty,
}: Pick<RunStart, 'lineage' | 'data' | 'dirty'>): NewTag[] {
  return [
    { key: lineageKeys.dataHash, value: lineage.dataHash },
    { key: lineageKeys.parametersHash, value: lineage.parametersHash },
    { key: lineageKeys.codeHash, value: lineage.codeHash },
    { key: 'waymark.data_source', value: data.source },
    ...(dirty === null ? [] : [{ key: 'waymark.git_dirty', value: String(dirty) }]),
  ];
}

/** The training data as MLflow's data sets are: the digest is the start of the content's sha256. */
export function datasetOf({
  model,
  data,
  lineage,
  schema,
}: Pick<RunStart, 'model' | 'data' | 'lineage' | 'schema'>) {
  const columns = schema.columns.filter(({ role }) => role !== 'ignored');
  const colspec = columns.map((column) => ({
    type: columnTypes[column.type],
    name: column.name,
    required: !column.nullable,
  }));
  return {
    tags: [{ key: 'mlflow.data.context', value: 'training' }],
    dataset: {
      name: `${model}-${data.source}`,
      digest: lineage.dataHash.slice(0, 36),
      source_type: data.source,
      source: JSON.stringify({ description: data.description }),
      schema: JSON.stringify({ mlflow_colspec: colspec }),
      profile: JSON.stringify({ num_rows: data.rows }),
    },
  };
}
