/**
 * The feature schema: what columns a project has, their types and the rules that data must keep. Types come from
 * here and are never sniffed; the served model's inputs, the validation rules and the wire types all derive from it.
 */

import { z } from 'zod';

const base = {
  name: z.string().min(1),
  /** `key` identifies a row, `label` is what is predicted, `ignored` is read and dropped. Default `feature`. */
  role: z.enum(['key', 'feature', 'label', 'ignored']).default('feature'),
  /** Whether a value may be missing. Default false. */
  nullable: z.boolean().default(false),
  description: z.string().optional(),
};

const integerColumn = z.strictObject({
  ...base,
  type: z.literal('integer'),
  min: z.number().optional(),
  max: z.number().optional(),
});
const numberColumn = z.strictObject({
  ...base,
  type: z.literal('number'),
  min: z.number().optional(),
  max: z.number().optional(),
});
const categoryColumn = z.strictObject({
  ...base,
  type: z.literal('category'),
  /** The allowed values in training data. A server takes others too: they are scored as unknown. */
  values: z.array(z.string().min(1)).min(1),
});
const textColumn = z.strictObject({ ...base, type: z.literal('text') });

export const columnSchema = z.discriminatedUnion('type', [
  integerColumn,
  numberColumn,
  categoryColumn,
  textColumn,
]);

/** Columns have unique names, one key and one label; the label is a category that cannot be missing. */
export const featureSchema = z
  .strictObject({ columns: z.array(columnSchema).min(1) })
  .superRefine(({ columns }, context) => {
    const names = columns.map((column) => column.name);
    const repeated = names.filter((name, i) => names.indexOf(name) !== i);
    if (repeated.length > 0)
      context.addIssue(`column names must be unique; repeated: ${repeated.join(', ')}`);
    for (const role of ['key', 'label'] as const) {
      const found = columns.filter((column) => column.role === role);
      if (found.length !== 1)
        context.addIssue(`exactly one column has the role ${role}; got ${found.length}`);
    }
    const label = columns.find((column) => column.role === 'label');
    if (label && (label.type !== 'category' || label.nullable))
      context.addIssue(`the label column ${label.name} must be a category that cannot be missing`);
  });

export type ColumnSchema = z.infer<typeof columnSchema>;
export type FeatureSchema = z.infer<typeof featureSchema>;
/** What a project writes down: defaults may be left out. */
export type FeatureSchemaInput = z.input<typeof featureSchema>;
export type CategoryColumnSchema = Extract<ColumnSchema, { type: 'category' }>;

/** Open Inference Protocol datatypes that a column can have on the wire. */
export type WireType = 'INT64' | 'FP64' | 'BYTES';

/** The model's inputs, in the schema's order: the order of the graph's inputs too. */
export function featuresOf(schema: FeatureSchema): readonly ColumnSchema[] {
  return schema.columns.filter((column) => column.role === 'feature');
}

/** The column that identifies a row. */
export function keyOf(schema: FeatureSchema): ColumnSchema {
  return columnWithRole(schema, 'key');
}

/** The column that is predicted. */
export function labelOf(schema: FeatureSchema): CategoryColumnSchema {
  const label = columnWithRole(schema, 'label');
  if (label.type !== 'category') throw new TypeError('featureSchema parses labels as categories only');
  return label;
}

/** Whether the column is held as float64 in a table (text otherwise). */
export function isNumeric(column: ColumnSchema): boolean {
  return column.type === 'integer' || column.type === 'number';
}

/** Integers that cannot be missing are INT64; other numbers need NaN and are FP64; the rest is BYTES (text). */
export function wireTypeOf(column: ColumnSchema): WireType {
  if (!isNumeric(column)) return 'BYTES';
  return column.type === 'integer' && !column.nullable ? 'INT64' : 'FP64';
}

function columnWithRole(schema: FeatureSchema, role: ColumnSchema['role']): ColumnSchema {
  const column = schema.columns.find((candidate) => candidate.role === role);
  if (!column) throw new TypeError(`featureSchema parses schemas with a ${role} only`);
  return column;
}
