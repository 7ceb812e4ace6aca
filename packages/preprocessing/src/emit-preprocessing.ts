/**
 * The fitted chains as a graph: one input a column, one matrix of features. Numbers stay float64 until the last Cast.
 *
 *   tenure   int64 [N]  -> transforms -> float64 [N] -> Clip, Cast, Unsqueeze -> float32 [N, 1] \
 *   Contract string [N] -> LabelEncoder -> OneHotEncoder                     -> float32 [N, k]  -> Concat -> [N, width]
 */

import {
  type ColumnSchema,
  type FeatureSchema,
  featuresOf,
  type WireType,
  wireTypeOf,
} from '@waymark/contracts';
import type { DataType, GraphBuilder, Value } from '@waymark/onnx';
import { schemaMismatch } from './errors.js';
import { emitCross } from './feature-cross.js';
import type { FittedColumn, FittedPreprocessing } from './fit-chains.js';
import { type FittedTransform, type TransformKind, transformOf } from './transforms/transforms.js';

export interface EmittedPreprocessing {
  /** One a feature, rank 1 [N], under the column's name: int64, float64 or string. */
  readonly inputs: readonly Value[];
  /** float32 [N, width] */
  readonly features: Value;
  /** One a column of `features`: `tenure`, `Contract=Two year`, `Contract=<infrequent>`; crosses stand last. */
  readonly featureNames: readonly string[];
}

const dtypes: Readonly<Record<WireType, DataType>> = { INT64: 'int64', FP64: 'float64', BYTES: 'string' };
const largestFloat32 = 3.4028234663852886e38;

/**
 * Appends the inputs of all features and the preprocessing behind them.
 *
 * @throws PREPROCESSING_SCHEMA_MISMATCH, ONNX_NAME_UNUSABLE
 */
export function emitPreprocessing(
  builder: GraphBuilder,
  fitted: FittedPreprocessing,
  schema: FeatureSchema,
): EmittedPreprocessing {
  const features = featuresOf(schema);
  requireSameColumns(fitted, features);
  const inputs = features.map((column) => builder.input(column.name, dtypes[wireTypeOf(column)], ['N']));
  const finish = featureFinisher(builder);
  const inputOf = inputFinder(inputs);
  const blocks = [
    ...fitted.columns.flatMap(({ name, steps }) => emitChain(builder, steps, inputOf(name)).map(finish)),
    ...fitted.crosses.flatMap(({ cross, steps }) =>
      emitChain(builder, steps, emitCross(builder, cross, inputOf)).map(finish),
    ),
  ];
  return {
    inputs,
    features: builder.add('Concat', blocks, { axis: 1 }), // [N, width]
    featureNames: [...fitted.columns, ...fitted.crosses].flatMap(featureNamesOf),
  };
}

function requireSameColumns({ columns }: FittedPreprocessing, features: readonly ColumnSchema[]): void {
  const expected = columns.map(({ name }) => name);
  const received = features.map(({ name }) => name);
  const isSame = expected.length === received.length && expected.every((name, i) => name === received[i]);
  if (!isSame) throw schemaMismatch(expected, received);
}

function inputFinder(inputs: readonly Value[]): (column: string) => Value {
  return (column) => {
    const input = inputs.find(({ name }) => name === column);
    if (input === undefined)
      throw new TypeError(`requireSameColumns lets no column ${column} be without an input`);
    return input;
  };
}

/** What the chain ends in, and what its transforms put beside it; nothing of a column that only crosses use. */
function emitChain(builder: GraphBuilder, steps: readonly FittedTransform[], input: Value): readonly Value[] {
  let value = input;
  const beside: Value[] = [];
  for (const step of steps) {
    const emitted = emitStep(builder, { kind: step.kind, step, value });
    value = emitted.value;
    if (emitted.beside !== undefined) beside.push(emitted.beside);
  }
  return steps.length === 0 ? [] : [value, ...beside];
}

function emitStep<Kind extends TransformKind>(
  builder: GraphBuilder,
  { kind, step, value }: { readonly kind: Kind; readonly step: FittedTransform<Kind>; readonly value: Value },
): { readonly value: Value; readonly beside: Value | undefined } {
  const transform = transformOf(kind);
  return {
    value: transform.emit(builder, step, value),
    beside: transform.emitBeside?.(builder, step, value),
  };
}

/** Makes numbers (or flags) [N] a float32 column [N, 1]; what is encoded already passes. The constants are shared by all columns. */
function featureFinisher(builder: GraphBuilder): (value: Value) => Value {
  const axis = builder.constant('int64', [1], BigInt64Array.of(1n));
  const lowest = builder.constant('float64', [], Float64Array.of(-largestFloat32));
  const highest = builder.constant('float64', [], Float64Array.of(largestFloat32));
  return (value) => {
    if (value.shape.length === 2) return value;
    // Beyond float32 a number would become an infinity, and the model's output NaN.
    const bounded = value.dtype === 'float64' ? builder.add('Clip', [value, lowest, highest]) : value;
    const narrow = builder.add('Cast', [bounded], { to: 'float32' });
    return builder.add('Unsqueeze', [narrow, axis]); // [N, 1]
  };
}

function featureNamesOf({ name, steps }: FittedColumn): readonly string[] {
  const last = steps.at(-1);
  const own = last === undefined ? [] : stepFeatureNames(last.kind, last, name);
  return [...own, ...steps.flatMap((step) => nameBeside(step.kind, step, name) ?? [])];
}

function stepFeatureNames<Kind extends TransformKind>(
  kind: Kind,
  step: FittedTransform<Kind>,
  column: string,
): readonly string[] {
  return transformOf(kind).featureNames?.(step, column) ?? [column];
}

function nameBeside<Kind extends TransformKind>(
  kind: Kind,
  step: FittedTransform<Kind>,
  column: string,
): string | undefined {
  return transformOf(kind).nameBeside?.(step, column);
}
