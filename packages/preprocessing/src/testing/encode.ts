/** For tests: fits chains on training rows, and runs the emitted graph on other rows in onnxruntime. */

import { type FeatureSchema, featureSchema, featuresOf, type Table, wireTypeOf } from '@waymark/contracts';
import { encodeModel, GraphBuilder } from '@waymark/onnx';
import { crossFitPreprocessing } from '../cross-fit-preprocessing.js';
import { emitPreprocessing } from '../emit-preprocessing.js';
import type { FittedPreprocessing } from '../fit-chains.js';
import { fitPreprocessing } from '../fit-preprocessing.js';
import { columnsThatNeedTarget, type PreprocessingSpec } from '../preprocessing-spec.js';
import { runModel, Tensor } from './run-model.js';

export type Columns = Readonly<Record<string, readonly number[] | readonly string[]>>;

/** A schema with these features, and the key and the label that every schema has. */
export function schemaOf(...features: readonly object[]): FeatureSchema {
  return featureSchema.parse({
    columns: [
      { name: 'id', type: 'text', role: 'key' },
      ...features,
      { name: 'label', type: 'category', values: ['No', 'Yes'], role: 'label' },
    ],
  });
}

/** A table with these columns; missing is NaN or ''. */
export function tableOf(columns: Columns): Table {
  const entries = Object.entries(columns).map(([name, values]) => [
    name,
    values.every((value) => typeof value === 'number') && values.length > 0
      ? Float64Array.from(values)
      : values,
  ]);
  return { rows: Object.values(columns)[0]?.length ?? 0, columns: Object.fromEntries(entries) };
}

export interface Encoded {
  readonly fitted: FittedPreprocessing;
  readonly featureNames: readonly string[];
  /** One list a row. */
  readonly features: readonly (readonly number[])[];
}

/** Fits on `train`, sends the result through JSON as a bundle would, and encodes `rows`. */
export async function encode(
  spec: PreprocessingSpec,
  schema: FeatureSchema,
  { train, rows }: { readonly train: Columns; readonly rows: Columns },
): Promise<Encoded> {
  const fitted: FittedPreprocessing = JSON.parse(JSON.stringify(fit(spec, schema, tableOf(train))));
  return encodeWith(fitted, schema, rows);
}

/** Encodes `rows` by what was fitted before. */
export async function encodeWith(
  fitted: FittedPreprocessing,
  schema: FeatureSchema,
  rows: Columns,
): Promise<Encoded> {
  const builder = new GraphBuilder({ name: 'encoder' });
  const { features, featureNames } = emitPreprocessing(builder, fitted, schema);
  builder.output('features', features);
  const outputs = await runModel(encodeModel(builder.build()), feedsOf(schema, rows));
  const [count = 0, width = 0] = outputs.features?.dims ?? [];
  const flat = Array.from(outputs.features?.data ?? [], Number);
  const matrix = Array.from({ length: count }, (_, row) => flat.slice(row * width, (row + 1) * width));
  return { fitted, featureNames, features: matrix };
}

/** Every other row is positive and in the other fold, where a target is needed. */
function fit(spec: PreprocessingSpec, schema: FeatureSchema, train: Table): FittedPreprocessing {
  if (columnsThatNeedTarget(spec).length === 0) return fitPreprocessing(spec, schema, train);
  const alternating = Uint8Array.from({ length: train.rows }, (_, row) => row % 2);
  return crossFitPreprocessing(spec, schema, train, { target: alternating, foldOf: alternating }).fitted;
}

function feedsOf(schema: FeatureSchema, rows: Columns): Record<string, Tensor> {
  const entries = featuresOf(schema).map((column) => {
    const values = rows[column.name] ?? [];
    const type = wireTypeOf(column);
    if (type === 'BYTES') return [column.name, new Tensor('string', values.map(String), [values.length])];
    const numbers = values.map(Number);
    return [
      column.name,
      type === 'INT64'
        ? new Tensor('int64', BigInt64Array.from(numbers, BigInt), [numbers.length])
        : new Tensor('float64', Float64Array.from(numbers), [numbers.length]),
    ];
  });
  return Object.fromEntries(entries);
}
