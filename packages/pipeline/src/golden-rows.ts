/**
 * The golden rows of a model: a few ordinary rows, and the ones that break things (missing, unseen, empty, huge,
 * negative). Their outputs are frozen in the bundle and replayed before the model takes traffic.
 */

import {
  type ColumnSchema,
  type FeatureSchema,
  featuresOf,
  isNumeric,
  type Row,
  type Table,
} from '@waymark/contracts';
import { selectRows, toRows } from '@waymark/data';

const ordinaryRows = 8;
/** Large and exact in float64, float32 and int64. */
const huge = 2 ** 30;

/** Rows with the schema's features only, made from `table` (at least one row); the same table gives the same rows. */
export function makeGoldenRows(table: Table, schema: FeatureSchema): readonly Row[] {
  const features = featuresOf(schema);
  const step = Math.max(1, Math.floor(table.rows / ordinaryRows));
  const picked = Array.from({ length: Math.min(ordinaryRows, table.rows) }, (_, i) => i * step);
  const ordinary = toRows(selectRows(table, picked), schema).map((row) => onlyFeatures(row, features));
  const base = ordinary[0] ?? {};
  const texts = features.filter((feature) => !isNumeric(feature));
  const numbers = features.filter(isNumeric);
  return [
    ...ordinary,
    withValues(
      base,
      features.filter((feature) => feature.nullable),
      null,
    ),
    withValues(base, texts, ''),
    withValues(base, texts, 'a value that was never seen'),
    ...numbers.flatMap((column) => [withValues(base, [column], huge), withValues(base, [column], -huge)]),
    withValues(base, numbers, 0),
  ];
}

function onlyFeatures(row: Row, features: readonly ColumnSchema[]): Row {
  return Object.fromEntries(features.map(({ name }) => [name, row[name] ?? null]));
}

function withValues(base: Row, columns: readonly ColumnSchema[], value: string | number | null): Row {
  return { ...base, ...Object.fromEntries(columns.map(({ name }) => [name, value])) };
}
